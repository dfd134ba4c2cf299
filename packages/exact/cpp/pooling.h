// 2x2 max pooling, global average pooling, and their gradients.
#pragma once
#include "batchNorm.h"

struct PoolArgs {
  i32 input, output, outputGradient, inputGradient, accumulate;
};

INLINE Vec maximum(Vec a, Vec b) { return b > a ? b : a; }

HOT void maxPool(const Context& context, const PoolArgs& args) {
  const View in = context.view(args.input), out = context.view(args.output);
  for (i32 row = 0; row < out.height; row++) {
    for (i32 column = 0; column < out.width; column++) {
      const float* x = in.row(2 * row) + 2 * column * in.lanes;
      float* y = out.row(row) + column * out.lanes;
      for (i32 lane = 0; lane < out.lanes; lane += VL) {
        const Vec top = maximum(load(x + lane), load(x + in.lanes + lane));
        const Vec bottom = maximum(load(x + in.rowStride + lane), load(x + in.rowStride + in.lanes + lane));
        store(y + lane, maximum(top, bottom));
      }
    }
  }
}

// A row or column that pooling drops gets no gradient.
static void clearDropped(const View& gradient, const View& pooled) {
  for (i32 row = 0; row < gradient.height; row++) {
    const i32 kept = row < 2 * pooled.height ? 2 * pooled.width : 0;
    float* from = gradient.row(row) + kept * gradient.lanes;
    for (i32 i = 0; i < (gradient.width - kept) * gradient.lanes; i++) from[i] = 0;
  }
}

// The gradient goes to the first maximal pixel in row-major order: flat areas tie.
HOT void maxPoolGradient(const Context& context, const PoolArgs& args) {
  const View in = context.view(args.input), out = context.view(args.output);
  const View from = context.view(args.outputGradient), to = context.view(args.inputGradient);
  if (!args.accumulate) clearDropped(to, out);
  for (i32 row = 0; row < out.height; row++) {
    for (i32 column = 0; column < out.width; column++) {
      const float* x = in.row(2 * row) + 2 * column * in.lanes;
      const float* y = out.row(row) + column * out.lanes;
      const float* g = from.row(row) + column * from.lanes;
      float* target = to.row(2 * row) + 2 * column * to.lanes;
      for (i32 lane = 0; lane < out.lanes; lane += VL) {
        const Vec best = load(y + lane);
        Vec left = load(g + lane);
        UNROLL for (i32 k = 0; k < 4; k++) {
          const i32 down = k / 2, right = k % 2;
          const Vec value = load(x + down * in.rowStride + right * in.lanes + lane);
          put(target + down * to.rowStride + right * to.lanes + lane, value == best ? left : zeros(), args.accumulate);
          left = value == best ? zeros() : left;
        }
      }
    }
  }
}

HOT void averagePool(const Context& context, const PoolArgs& args) {
  const View in = context.view(args.input), out = context.view(args.output);
  const Vec inversePixels = splat(1.0f / (in.height * in.width));
  for (i32 lane = 0; lane < out.lanes; lane += VL) {
    const float* x = in.origin + lane;
    Vec total[1];
    sumPixels<1>(in.height, in.width, total, [&](i32 row, i32 column, Vec* values) {
      values[0] = load(x + row * in.rowStride + column * in.lanes);
    });
    store(out.origin + lane, total[0] * inversePixels);
  }
}

HOT void averagePoolGradient(const Context& context, const PoolArgs& args) {
  const View from = context.view(args.outputGradient), to = context.view(args.inputGradient);
  const Vec inversePixels = splat(1.0f / (to.height * to.width));
  for (i32 row = 0; row < to.height; row++) {
    for (i32 column = 0; column < to.width; column++) {
      float* target = to.row(row) + column * to.lanes;
      for (i32 lane = 0; lane < to.lanes; lane += VL) {
        put(target + lane, load(from.origin + lane) * inversePixels, args.accumulate);
      }
    }
  }
}
