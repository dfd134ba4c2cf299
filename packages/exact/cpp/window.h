// How a general convolution goes over a map: strides, dilation and offsets, resolved by src/program/window.ts into taps.
#pragma once
#include "memory.h"

constexpr i32 MAX_WINDOW_TAPS = 15 * 15;

// A kernel element: the source pixel that it reads for the first target pixel, and its place in the kernel, row by row.
struct WindowTap {
  i32 row, column, place;
};

// Those target pixels, from (row, column) on in the target's steps, that have the same taps.
struct WindowPhase {
  i32 row, column;
  i32 tapCount;
  WindowTap taps[1];

  const WindowPhase* next() const { return (const WindowPhase*)(taps + tapCount); }
};

struct WindowArgs {
  i32 target, source, accumulate;
  u32 weights;
  i32 sourceRowStep, sourceColumnStep;  // pixels of the source from neighbour to neighbour
  i32 targetRowStep, targetColumnStep;
  i32 phaseCount;
  WindowPhase phases[1];

  // The target's pixels of one phase as a map of their own.
  View targetOf(const WindowPhase& phase, const View& whole) const {
    View part = whole;
    part.origin += phase.row * whole.rowStride + phase.column * whole.lanes;
    part.height = divideUp(whole.height - phase.row, targetRowStep);
    part.width = divideUp(whole.width - phase.column, targetColumnStep);
    part.rowStride *= targetRowStep;
    part.lanes *= targetColumnStep;
    return part;
  }
};

// Gradient by the weights: `gradient` goes with the source as the target does in the forward pass.
struct WindowGradientArgs {
  i32 gradient, source;
  u32 sums;         // of chunk 0
  u32 chunkStride;  // lines
  i32 rowStep, columnStep;
  i32 tapCount;
  WindowTap taps[1];

  float* sumsOf(const Context& context) const {
    return context.at(sums + (u32)(context.image / CHUNK_IMAGES) * chunkStride);
  }
};

// Floats from a map's origin to the pixel that a tap reads first.
INLINE i32 offsetOf(const WindowTap& tap, const View& source) {
  return tap.row * source.rowStride + tap.column * source.lanes;
}
