// What a training step may do beyond the control block's hyperparameters.
#pragma once
#include "memory.h"

// Written by the caller before the step; 0 means off.
struct StepOptions {
  double gradientClip;  // largest norm of the gradient
  double labelSmoothing;
};

INLINE const StepOptions& stepOptions(const Context& context, u32 line) {
  return *(const StepOptions*)context.at(line);
}
