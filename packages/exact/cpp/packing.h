// Weights in the order in which the convolution kernels read them: for each tile's vectors of output channels, one row
// after another. Repacked after every update; cheap beside a batch.
#pragma once
#include "memory.h"
#include "tiles.h"

// Floats of the tile that begins at `lane`.
INLINE i32 tileWidth(i32 lanes, i32 lane) { return evenPiece((lanes - lane) / VL, MAX_BLOCKS) * VL; }

struct PackArgs {
  u32 weights;  // kernel row, kernel column, input channel, padded output channels
  u32 packed;
  i32 rows, lanes;
};

static void packForward(const Context& context, const PackArgs& args) {
  const float* weights = context.at(args.weights);
  float* packed = context.at(args.packed);
  for (i32 lane = 0, width; lane < args.lanes; lane += width) {
    width = tileWidth(args.lanes, lane);
    for (i32 row = context.thread; row < args.rows; row += context.threads) {
      float* to = packed + row * width;
      for (i32 v = 0; v < width; v += VL) store(to + v, load(weights + row * args.lanes + lane + v));
    }
    packed += args.rows * width;
  }
}

struct PackBackwardArgs {
  u32 weights;
  u32 packed;
  i32 kernel, inChannels, outChannels, outLanes;
  i32 first, count, lanes;  // the input channels of the source whose gradient is wanted, and its padded width
};

// The kernel turned by 180 degrees with input and output channels exchanged.
static void packBackward(const Context& context, const PackBackwardArgs& args) {
  const float* weights = context.at(args.weights);
  float* packed = context.at(args.packed);
  const i32 taps = args.kernel * args.kernel;
  const i32 rows = taps * args.outChannels;
  for (i32 lane = 0, width; lane < args.lanes; lane += width) {
    width = tileWidth(args.lanes, lane);
    for (i32 row = context.thread; row < rows; row += context.threads) {
      const i32 tap = taps - 1 - row / args.outChannels, out = row % args.outChannels;
      const float* from = weights + tap * args.inChannels * args.outLanes + out;
      for (i32 i = 0; i < width; i++) {
        const i32 channel = lane + i;
        packed[row * width + i] = channel < args.count ? from[(args.first + channel) * args.outLanes] : 0;
      }
    }
    packed += rows * width;
  }
}
