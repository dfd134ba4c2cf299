// Gradient by a convolution's weights: per chunk, over its images, rows and columns in order.
#pragma once
#include "taps.h"
#include "tiles.h"

// `ROWS` input channels of a tap, each a row of weights.
template <i32 ROWS, i32 BLOCKS>
HOT void accumulateProducts(const Tap& tap, i32 channel, const View& gradient, float* sums, i32 stride) {
  Vec sum[ROWS][BLOCKS];
  UNROLL for (i32 r = 0; r < ROWS; r++) {
    UNROLL for (i32 b = 0; b < BLOCKS; b++) sum[r][b] = load(sums + r * stride + b * VL);
  }
  for (i32 row = 0; row < gradient.height; row++) {
    const float* x = tap.origin + row * tap.rowStride + channel;
    const float* g = gradient.row(row);
    for (i32 column = 0; column < gradient.width; column++, x += tap.lanes, g += gradient.lanes) {
      Vec out[BLOCKS];
      UNROLL for (i32 b = 0; b < BLOCKS; b++) out[b] = load(g + b * VL);
      UNROLL for (i32 r = 0; r < ROWS; r++) {
        const Vec value = splat(x[r]);
        UNROLL for (i32 b = 0; b < BLOCKS; b++) sum[r][b] += value * out[b];
      }
    }
  }
  UNROLL for (i32 r = 0; r < ROWS; r++) {
    UNROLL for (i32 b = 0; b < BLOCKS; b++) store(sums + r * stride + b * VL, sum[r][b]);
  }
}

// One tap and `BLOCKS` vectors of output channels.
template <i32 BLOCKS>
static void accumulateTap(const Tap& tap, const View& gradient, float* sums, i32 stride) {
  for (i32 channel = 0; channel < tap.length;) {
    const i32 rows = evenPiece(tap.length - channel, TILE_BY_BLOCKS[BLOCKS]);
    FOR_TILE(accumulateProducts, rows, BLOCKS, tap, channel, gradient, sums + channel * stride, stride)
    channel += rows;
  }
}

// Adds to `sums` the products of all taps, one after another, with all output channels.
static void accumulateTaps(const Tap* taps, i32 tapCount, const View& gradient, float* sums) {
  const i32 stride = gradient.lanes;
  for (i32 t = 0; t < tapCount; t++) {
    View lanes = gradient;
    for (i32 lane = 0; lane < stride;) {
      const i32 blocks = evenPiece((stride - lane) / VL, MAX_BLOCKS);
      lanes.origin = gradient.origin + lane;
      FOR_BLOCKS(accumulateTap, blocks, taps[t], lanes, sums + lane, stride)
      lane += blocks * VL;
    }
    sums += taps[t].length * stride;
  }
}

struct WeightGradientArgs {
  i32 gradient, kernel, padding;
  u32 sums;         // of chunk 0
  u32 chunkStride;  // lines
  i32 sourceCount;
  i32 sources[1];
};

static void accumulateWeightGradient(const Context& context, const WeightGradientArgs& args) {
  View sources[MAX_SOURCES];
  Tap taps[MAX_TAPS];
  for (i32 s = 0; s < args.sourceCount; s++) sources[s] = context.view(args.sources[s]);
  View gradient = context.view(args.gradient);
  if (canFlatten(sources, args.sourceCount, args.kernel, gradient)) {
    gradient.width *= gradient.height;
    gradient.height = 1;
  }
  const i32 tapCount = listTaps(sources, args.sourceCount, args.kernel, args.padding, taps);
  float* sums = context.at(args.sums + (u32)(context.image / CHUNK_IMAGES) * args.chunkStride);
  accumulateTaps(taps, tapCount, gradient, sums);
}

struct BiasGradientArgs {
  i32 gradient;
  u32 sums;
  u32 chunkStride;
};

// Gradient by a dense layer's bias, on a 1x1 buffer.
static void accumulateBiasGradient(const Context& context, const BiasGradientArgs& args) {
  const View gradient = context.view(args.gradient);
  float* sums = context.at(args.sums + (u32)(context.image / CHUNK_IMAGES) * args.chunkStride);
  for (i32 lane = 0; lane < gradient.lanes; lane += VL) put(sums + lane, load(gradient.origin + lane), true);
}
