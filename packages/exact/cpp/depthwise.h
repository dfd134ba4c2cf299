// Depthwise convolution of one image, vectorised over channels: each output channel reads its own input channel only.
#pragma once
#include "tiles.h"
#include "window.h"

// Offsets in floats of what a tap reads and of its weights.
struct DepthwiseTap {
  i32 source, weights;
};

// A map and its distances in floats from one target pixel's taps to those of the next.
struct DepthwiseSource {
  const float* origin;
  i32 rowStep, columnStep;
};

// `PIXELS` neighbours in a row, of one vector of channels.
template <i32 PIXELS, i32>
INLINE void depthwiseTile(const DepthwiseTap* taps, i32 tapCount, const float* from, i32 step, const float* weights,
                          float* out, i32 outStep, bool accumulate) {
  Vec sum[PIXELS];
  const float* x[PIXELS];
  UNROLL for (i32 p = 0; p < PIXELS; p++) {
    sum[p] = zeros();
    x[p] = from + p * step;
  }
  for (i32 t = 0; t < tapCount; t++) {
    const Vec w = load(weights + taps[t].weights);
    const i32 offset = taps[t].source;
    UNROLL for (i32 p = 0; p < PIXELS; p++) sum[p] += load(x[p] + offset) * w;
  }
  UNROLL for (i32 p = 0; p < PIXELS; p++) put(out + p * outStep, sum[p], accumulate);
}

HOT void depthwiseRows(const DepthwiseTap* taps, i32 tapCount, const DepthwiseSource& source, const float* weights,
                       const View& out, bool accumulate) {
  for (i32 row = 0; row < out.height; row++) {
    const float* x = source.origin + row * source.rowStep;
    float* y = out.row(row);
    for (i32 left = out.width; left > 0;) {
      const i32 pixels = evenPiece(left, TILE_BY_BLOCKS[1]);
      FOR_TILE(depthwiseTile, pixels, 1, taps, tapCount, x, source.columnStep, weights, y, out.lanes, accumulate)
      x += pixels * source.columnStep;
      y += pixels * out.lanes;
      left -= pixels;
    }
  }
}

// Forward pass, and gradient by the input. Weights as stored: a row of channels for each place in the kernel.
static void depthwise(const Context& context, const WindowArgs& args) {
  const View source = context.view(args.source), out = context.view(args.target);
  const float* weights = context.at(args.weights);
  DepthwiseTap taps[MAX_WINDOW_TAPS];
  const WindowPhase* phase = args.phases;
  for (i32 k = 0; k < args.phaseCount; k++, phase = phase->next()) {
    for (i32 t = 0; t < phase->tapCount; t++) {
      taps[t] = {offsetOf(phase->taps[t], source), phase->taps[t].place * out.lanes};
    }
    DepthwiseSource from = {source.origin, source.rowStride * args.sourceRowStep, source.lanes * args.sourceColumnStep};
    View target = args.targetOf(*phase, out);
    for (i32 lane = 0; lane < out.lanes; lane += VL) {
      depthwiseRows(taps, phase->tapCount, from, weights + lane, target, args.accumulate);
      from.origin += VL;
      target.origin += VL;
    }
  }
}

// Sums of `TAPS` places of the kernel, one vector of channels each.
template <i32 TAPS, i32>
HOT void depthwiseProducts(const DepthwiseTap* taps, const DepthwiseSource& source, const View& gradient, float* sums) {
  Vec sum[TAPS];
  i32 offsets[TAPS];
  UNROLL for (i32 t = 0; t < TAPS; t++) {
    sum[t] = load(sums + taps[t].weights);
    offsets[t] = taps[t].source;
  }
  for (i32 row = 0; row < gradient.height; row++) {
    const float* x = source.origin + row * source.rowStep;
    const float* g = gradient.row(row);
    for (i32 column = 0; column < gradient.width; column++, x += source.columnStep, g += gradient.lanes) {
      const Vec out = load(g);
      UNROLL for (i32 t = 0; t < TAPS; t++) sum[t] += load(x + offsets[t]) * out;
    }
  }
  UNROLL for (i32 t = 0; t < TAPS; t++) store(sums + taps[t].weights, sum[t]);
}

static void accumulateDepthwiseGradient(const Context& context, const WindowGradientArgs& args) {
  const View source = context.view(args.source);
  View gradient = context.view(args.gradient);
  DepthwiseTap taps[MAX_WINDOW_TAPS];
  for (i32 t = 0; t < args.tapCount; t++) {
    taps[t] = {offsetOf(args.taps[t], source), args.taps[t].place * gradient.lanes};
  }
  DepthwiseSource from = {source.origin, source.rowStride * args.rowStep, source.lanes * args.columnStep};
  float* sums = args.sumsOf(context);
  for (i32 lane = 0; lane < gradient.lanes; lane += VL) {
    for (i32 first = 0; first < args.tapCount;) {
      const i32 count = evenPiece(args.tapCount - first, TILE_BY_BLOCKS[1]);
      FOR_TILE(depthwiseProducts, count, 1, taps + first, from, gradient, sums + lane)
      first += count;
    }
    from.origin += VL;
    gradient.origin += VL;
  }
}
