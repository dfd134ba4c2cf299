// Weights in the transform domain, plane by plane, in the order in which the convolution kernels read them.
#pragma once
#include "packing.h"
#include "winograd.h"

struct WinogradPackArgs {
  u32 weights;  // kernel row, kernel column, input channel, padded output channels
  u32 packed;
  i32 rows, lanes;  // input channels, padded output channels
};

// `read(tap)` gives a vector of the weights of a tap.
template <class Read>
INLINE void packTransformed(Read read, float* to, i32 stride) {
  transformSquare<WeightTransform>(
      [&](i32 row, i32 column) { return read(row * KERNEL + column); },
      [&](i32 row, i32 column, Vec value) { store(to + (row * POINTS + column) * stride, value); });
}

HOT void packWinogradForward(const Context& context, const WinogradPackArgs& args) {
  const float* weights = context.at(args.weights);
  float* packed = context.at(args.packed);
  const i32 tap = args.rows * args.lanes, stride = weightPlane(args.rows, args.lanes);
  for (i32 lane = 0, width; lane < args.lanes; lane += width) {
    width = tileWidth(args.lanes, lane);
    for (i32 row = context.thread; row < args.rows; row += context.threads) {
      for (i32 v = 0; v < width; v += VL) {
        const float* from = weights + row * args.lanes + lane + v;
        packTransformed([&](i32 index) { return load(from + index * tap); }, packed + row * width + v, stride);
      }
    }
    packed += args.rows * width;
  }
}

// The kernel turned by 180 degrees with input and output channels exchanged; see `packBackward`.
HOT void packWinogradBackward(const Context& context, const PackBackwardArgs& args) {
  const float* weights = context.at(args.weights);
  float* packed = context.at(args.packed);
  const i32 tap = args.inChannels * args.outLanes, stride = weightPlane(args.outChannels, args.lanes);
  for (i32 lane = 0, width; lane < args.lanes; lane += width) {
    width = tileWidth(args.lanes, lane);
    for (i32 out = context.thread; out < args.outChannels; out += context.threads) {
      for (i32 v = 0; v < width; v += VL) {
        const i32 channels = smaller(VL, args.count - lane - v);
        const float* from = weights + (args.first + lane + v) * args.outLanes + out;
        const auto read = [&](i32 index) {
          float values[VL] = {};
          const float* turned = from + (KERNEL * KERNEL - 1 - index) * tap;
          for (i32 i = 0; i < channels; i++) values[i] = turned[i * args.outLanes];
          return load(values);
        };
        packTransformed(read, packed + out * width + v, stride);
      }
    }
    packed += args.outChannels * width;
  }
}
