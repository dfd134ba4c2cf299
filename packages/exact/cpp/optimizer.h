// Stochastic gradient descent with momentum and weight decay, in PyTorch's formulation.
#pragma once
#include "memory.h"

struct ClearArgs {
  u32 chunkSums;
  u32 chunkStride;  // lines
};

// Sets the sums of the chunks in use to zero.
static void clearChunkSums(const Context& context, const ClearArgs& args) {
  const Size floats = (Size)args.chunkStride * LINE_FLOATS;
  for (i32 chunk = context.thread; chunk < context.chunks(); chunk += context.threads) {
    __builtin_memset(context.at(args.chunkSums + chunk * args.chunkStride), 0, floats * sizeof(float));
  }
}

struct UpdateArgs {
  u32 parameters, momentum, gradients, chunkSums;
  u32 chunkedLines;  // parameters whose gradient is the sum over the chunks; those of batch normalisation follow
  u32 totalLines;
};

HOT void updateParameters(const Context& context, const UpdateArgs& args) {
  const Vec decay = splat(context.control->weightDecay), momentum = splat(context.control->momentum);
  const Vec rate = splat(context.control->learningRate);
  const i32 chunks = context.chunks();
  const u32 share = (args.totalLines + context.threads - 1) / context.threads;
  const u32 end = smaller(args.totalLines, share * (context.thread + 1));
  for (u32 line = share * context.thread; line < end; line++) {
    for (u32 lane = 0; lane < LINE_FLOATS; lane += VL) {
      float* gradient = context.at(args.gradients + line) + lane;
      float* velocity = context.at(args.momentum + line) + lane;
      float* parameter = context.at(args.parameters + line) + lane;
      if (line < args.chunkedLines) {
        Vec sum = load(context.at(args.chunkSums + line) + lane);
        for (i32 k = 1; k < chunks; k++) sum += load(context.at(args.chunkSums + k * args.chunkedLines + line) + lane);
        store(gradient, sum);
      }
      const Vec value = load(parameter);
      const Vec step = load(velocity) * momentum + (load(gradient) + value * decay);
      store(velocity, step);
      store(parameter, value - step * rate);
    }
  }
}
