// Direct convolution of one image, vectorised over output channels: each output is a sum in the order of the taps.
#pragma once
#include "taps.h"
#include "tiles.h"

template <i32 PIXELS, i32 BLOCKS>
INLINE void convolveTile(const Tap* taps, i32 tapCount, i32 row, i32 column, const float* weights, float* out, i32 lanes,
                         bool accumulate) {
  Vec sum[PIXELS][BLOCKS];
  UNROLL for (i32 p = 0; p < PIXELS; p++) UNROLL for (i32 b = 0; b < BLOCKS; b++) sum[p][b] = zeros();
  for (i32 t = 0; t < tapCount; t++) {
    const Tap& tap = taps[t];
    const float* x[PIXELS];
    x[0] = tap.origin + row * tap.rowStride + column * tap.lanes;
    UNROLL for (i32 p = 1; p < PIXELS; p++) x[p] = x[p - 1] + tap.lanes;
    for (i32 c = 0; c < tap.length; c++, weights += BLOCKS * VL) {
      Vec w[BLOCKS];
      UNROLL for (i32 b = 0; b < BLOCKS; b++) w[b] = load(weights + b * VL);
      UNROLL for (i32 p = 0; p < PIXELS; p++) {
        const Vec value = splat(x[p][c]);
        UNROLL for (i32 b = 0; b < BLOCKS; b++) sum[p][b] += value * w[b];
      }
    }
  }
  UNROLL for (i32 p = 0; p < PIXELS; p++) {
    UNROLL for (i32 b = 0; b < BLOCKS; b++) put(out + p * lanes + b * VL, sum[p][b], accumulate);
  }
}

// All pixels of `BLOCKS` vectors of output channels; `out` is the target from its first such channel on.
template <i32 BLOCKS>
HOT void convolveRows(const Tap* taps, i32 tapCount, const float* weights, const View& out, bool accumulate) {
  for (i32 row = 0; row < out.height; row++) {
    for (i32 column = 0; column < out.width;) {
      const i32 pixels = evenPiece(out.width - column, TILE_BY_BLOCKS[BLOCKS]);
      float* to = out.row(row) + column * out.lanes;
      FOR_TILE(convolveTile, pixels, BLOCKS, taps, tapCount, row, column, weights, to, out.lanes, accumulate)
      column += pixels;
    }
  }
}

struct ConvolveArgs {
  i32 target, kernel, padding, accumulate;
  u32 weights;  // packed
  i32 sourceCount;
  i32 sources[1];
};

// Forward pass; also the gradient by the input, as a convolution of the output gradient with the turned kernel.
static void convolve(const Context& context, const ConvolveArgs& args) {
  View sources[MAX_SOURCES];
  Tap taps[MAX_TAPS];
  for (i32 s = 0; s < args.sourceCount; s++) sources[s] = context.view(args.sources[s]);
  View out = context.view(args.target);
  if (canFlatten(sources, args.sourceCount, args.kernel, out)) {
    out.width *= out.height;
    out.height = 1;
  }
  const i32 tapCount = listTaps(sources, args.sourceCount, args.kernel, args.padding, taps);
  i32 rows = 0;
  for (i32 t = 0; t < tapCount; t++) rows += taps[t].length;
  const float* weights = context.at(args.weights);
  for (i32 left = out.lanes / VL; left > 0;) {
    const i32 blocks = evenPiece(left, MAX_BLOCKS);
    FOR_BLOCKS(convolveRows, blocks, taps, tapCount, weights, out, args.accumulate)
    out.origin += blocks * VL;
    weights += rows * blocks * VL;
    left -= blocks;
  }
}
