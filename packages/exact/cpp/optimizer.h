// Stochastic gradient descent with momentum and weight decay, in PyTorch's formulation.
#pragma once
#include "stepOptions.h"

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

// Sum over the chunks in order of the vector that lies `offset` floats behind a line of the first chunk.
INLINE Vec sumOverChunks(const Context& context, u32 line, i32 offset, u32 stride) {
  const i32 chunks = context.chunks();
  Vec sum = load(context.at(line) + offset);
  for (i32 k = 1; k < chunks; k++) sum += load(context.at(line + k * stride) + offset);
  return sum;
}

// Squares of one row, in double, where they are exact: four partial sums by column modulo 4, then (0 + 1) + (2 + 3).
INLINE double sumOfSquares(const float* row, i32 columns) {
  double partial[4] = {0, 0, 0, 0};
  i32 column = 0;
  for (; column + 4 <= columns; column += 4) {
    UNROLL for (i32 k = 0; k < 4; k++) partial[k] += (double)row[column + k] * row[column + k];
  }
  for (i32 k = 0; column + k < columns; k++) partial[k] += (double)row[column + k] * row[column + k];
  return (partial[0] + partial[1]) + (partial[2] + partial[3]);
}

// One block of parameters.
struct GradientSquaresArgs {
  u32 options;
  u32 gradients;
  u32 chunkSums, chunkStride;  // of chunk 0, in lines; a stride of 0 if the gradient is there already
  i32 rows, columns, lanes;
  u32 squares;   // double for each row of all blocks
  u32 firstRow;  // the block's place among them
};

// Before an update that clips: completes the block's gradient and sums the squares of its rows.
HOT void sumGradientSquares(const Context& context, const GradientSquaresArgs& args) {
  if (stepOptions(context, args.options).gradientClip == 0) return;
  double* squares = (double*)context.at(args.squares) + args.firstRow;
  const i32 share = divideUp(args.rows, context.threads);
  const i32 end = smaller(args.rows, share * (context.thread + 1));
  for (i32 row = share * context.thread; row < end; row++) {
    const i32 start = row * args.lanes;
    float* gradient = context.at(args.gradients) + start;
    for (i32 lane = 0; lane < args.lanes && args.chunkStride > 0; lane += VL) {
      store(gradient + lane, sumOverChunks(context, args.chunkSums, start + lane, args.chunkStride));
    }
    squares[row] = sumOfSquares(gradient, args.columns);
  }
}

struct UpdateArgs {
  u32 parameters, momentum, gradients, chunkSums;
  u32 chunkedLines;  // parameters whose gradient is the sum over the chunks; those of batch normalisation follow
  u32 totalLines;
  u32 options;
  u32 squares;  // those of `rows` rows
  i32 rows;
};

// Factor that brings the gradient's norm down to the largest allowed, as PyTorch's clip_grad_norm_.
static float gradientScale(const Context& context, const UpdateArgs& args, double clip) {
  if (clip == 0) return 1;
  const double* squares = (const double*)context.at(args.squares);
  double sum = 0;
  for (i32 row = 0; row < args.rows; row++) sum += squares[row];
  const double factor = clip / (__builtin_sqrt(sum) + 1e-6);
  return factor < 1 ? (float)factor : 1;
}

HOT void updateParameters(const Context& context, const UpdateArgs& args) {
  const double clip = stepOptions(context, args.options).gradientClip;
  const Vec scale = splat(gradientScale(context, args, clip));
  const Vec decay = splat(context.control->weightDecay), momentum = splat(context.control->momentum);
  const Vec rate = splat(context.control->learningRate);
  // Clipping has needed the whole gradient already.
  const u32 unsummedLines = clip == 0 ? args.chunkedLines : 0;
  const u32 share = (args.totalLines + context.threads - 1) / context.threads;
  const u32 end = smaller(args.totalLines, share * (context.thread + 1));
  for (u32 line = share * context.thread; line < end; line++) {
    for (u32 lane = 0; lane < LINE_FLOATS; lane += VL) {
      float* gradient = context.at(args.gradients + line) + lane;
      float* velocity = context.at(args.momentum + line) + lane;
      float* parameter = context.at(args.parameters + line) + lane;
      if (line < unsummedLines) {
        store(gradient, sumOverChunks(context, args.chunkSums + line, lane, args.chunkedLines));
      }
      const Vec value = load(parameter);
      const Vec step = load(velocity) * momentum + (load(gradient) * scale + value * decay);
      store(velocity, step);
      store(parameter, value - step * rate);
    }
  }
}
