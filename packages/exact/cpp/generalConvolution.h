// Convolutions of all channels with any window: the tiles of the plain convolution on other taps.
#pragma once
#include "convolution.h"
#include "packing.h"
#include "weightGradient.h"
#include "window.h"

INLINE Tap tapOf(const WindowTap& tap, const View& source, i32 rowStep, i32 columnStep) {
  return {source.origin + offsetOf(tap, source), source.rowStride * rowStep, source.lanes * columnStep, source.channels};
}

// Forward pass, and gradient by the input. Weights: for each tile of lanes the taps of all phases, channel by channel.
static void convolveWindow(const Context& context, const WindowArgs& args) {
  const View source = context.view(args.source), out = context.view(args.target);
  const float* weights = context.at(args.weights);
  Tap taps[MAX_WINDOW_TAPS];
  for (i32 lane = 0; lane < out.lanes;) {
    const i32 blocks = evenPiece((out.lanes - lane) / VL, MAX_BLOCKS);
    const WindowPhase* phase = args.phases;
    for (i32 k = 0; k < args.phaseCount; k++, phase = phase->next()) {
      for (i32 t = 0; t < phase->tapCount; t++) {
        taps[t] = tapOf(phase->taps[t], source, args.sourceRowStep, args.sourceColumnStep);
      }
      View target = args.targetOf(*phase, out);
      target.origin += lane;
      FOR_BLOCKS(convolveRows, blocks, taps, phase->tapCount, weights, target, args.accumulate)
      weights += phase->tapCount * source.channels * blocks * VL;
    }
    lane += blocks * VL;
  }
}

static void accumulateWindowGradient(const Context& context, const WindowGradientArgs& args) {
  const View source = context.view(args.source), gradient = context.view(args.gradient);
  const i32 stride = gradient.lanes;
  float* sums = args.sumsOf(context);
  for (i32 t = 0; t < args.tapCount; t++) {
    const Tap tap = tapOf(args.taps[t], source, args.rowStep, args.columnStep);
    View lanes = gradient;
    for (i32 lane = 0; lane < stride;) {
      const i32 blocks = evenPiece((stride - lane) / VL, MAX_BLOCKS);
      lanes.origin = gradient.origin + lane;
      FOR_BLOCKS(accumulateTap, blocks, tap, lanes, sums + lane, stride)
      lane += blocks * VL;
    }
    sums += tap.length * stride;
  }
}

struct PackWindowArgs {
  u32 weights;  // place, input channel, padded output channels
  u32 packed;
  i32 inChannels, outChannels, outLanes;
  i32 lanes;  // padded input channels
  i32 placeCount;
  i32 places[1];  // in the order of the taps that read them
};

// Weights for the gradient by the input: input and output channels exchanged.
static void packWindow(const Context& context, const PackWindowArgs& args) {
  const float* weights = context.at(args.weights);
  float* packed = context.at(args.packed);
  const i32 rows = args.placeCount * args.outChannels;
  for (i32 lane = 0, width; lane < args.lanes; lane += width) {
    width = tileWidth(args.lanes, lane);
    for (i32 row = context.thread; row < rows; row += context.threads) {
      const i32 place = args.places[row / args.outChannels], out = row % args.outChannels;
      const float* from = weights + (place * args.inChannels + lane) * args.outLanes + out;
      for (i32 i = 0; i < width; i++) {
        packed[row * width + i] = lane + i < args.inChannels ? from[i * args.outLanes] : 0;
      }
    }
    packed += rows * width;
  }
}
