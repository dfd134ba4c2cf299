// Runs a program: sections with a barrier after each. An image section runs all its instructions group by group of
// images, each thread on its own chunks; a shared section's instructions divide their work by thread.
#pragma once
#include "barrier.h"
#include "batchNorm.h"
#include "convolution.h"
#include "depthwise.h"
#include "elementwise.h"
#include "generalConvolution.h"
#include "loss.h"
#include "optimizer.h"
#include "packing.h"
#include "pointwise.h"
#include "pooling.h"
#include "weightGradient.h"
#include "windowPool.h"
#include "winogradPacking.h"

// Numbers shared with src/program/instruction.ts.
enum Opcode : i32 {
  LOAD_IMAGE = 1,
  CONVOLVE,
  WEIGHT_GRADIENT,
  IMAGE_STATISTICS,
  NORMALISE_RELU,
  IMAGE_GRADIENT_SUMS,
  NORMALISE_RELU_GRADIENT,
  MAX_POOL,
  MAX_POOL_GRADIENT,
  AVERAGE_POOL,
  AVERAGE_POOL_GRADIENT,
  COPY_CHANNELS,
  ADD_BIAS,
  BIAS_GRADIENT,
  CROSS_ENTROPY,
  COUNT_HIT,
  // These take a group of images at once.
  WINOGRAD_CONVOLVE = 24,
  WINOGRAD_WEIGHT_GRADIENT,
  // These take an image.
  CONVOLVE_WINDOW = 32,
  WINDOW_GRADIENT,
  DEPTHWISE,
  DEPTHWISE_GRADIENT,
  NORMALISE,
  IMAGE_LINEAR_GRADIENT_SUMS,
  NORMALISE_GRADIENT,
  RELU,
  RELU_GRADIENT,
  ADD_MAPS,
  COPY_MAP,
  SCALE_MAP,
  WINDOW_MAXIMUM,
  WINDOW_MAXIMUM_GRADIENT,
  WINDOW_AVERAGE,
  WINDOW_AVERAGE_GRADIENT,
  RELU_CHANNELS,
  RELU_CHANNELS_GRADIENT,
  // Shared instructions.
  PACK_FORWARD = 64,
  PACK_BACKWARD,
  CLEAR_CHUNK_SUMS,
  BATCH_STATISTICS,
  USE_RUNNING_STATISTICS,
  BATCH_GRADIENT_SUMS,
  UPDATE_PARAMETERS,
  PACK_WINOGRAD_FORWARD,
  PACK_WINOGRAD_BACKWARD,
  SUM_GRADIENT_SQUARES = 80,
  PACK_WINDOW = 96,
};

INLINE bool takesGroup(i32 opcode) { return opcode == WINOGRAD_CONVOLVE || opcode == WINOGRAD_WEIGHT_GRADIENT; }

enum SectionKind : i32 { END = 0, SHARED_SECTION = 1, IMAGE_SECTION = 2 };

// `words` counts those of its instructions.
struct Section {
  i32 kind, words;
  i32 group;  // images that go through it together, at most CHUNK_IMAGES
};

// `words` counts those of its arguments.
struct Header {
  i32 opcode, words;
};

static void execute(const Context& context, i32 opcode, const i32* words) {
#define RUN(CODE, FUNCTION, ARGS)             \
  case CODE:                                  \
    FUNCTION(context, *(const ARGS*)words);   \
    break;
  switch (opcode) {
    RUN(LOAD_IMAGE, loadImage, LoadImageArgs)
    RUN(CONVOLVE, convolve, ConvolveArgs)
    RUN(WEIGHT_GRADIENT, accumulateWeightGradient, WeightGradientArgs)
    RUN(IMAGE_STATISTICS, imageStatistics, BatchNormArgs)
    RUN(NORMALISE_RELU, normalise<true>, BatchNormArgs)
    RUN(IMAGE_GRADIENT_SUMS, imageGradientSums<true>, BatchNormArgs)
    RUN(NORMALISE_RELU_GRADIENT, normaliseGradient<true>, BatchNormArgs)
    RUN(MAX_POOL, maxPool, PoolArgs)
    RUN(MAX_POOL_GRADIENT, maxPoolGradient, PoolArgs)
    RUN(AVERAGE_POOL, averagePool, PoolArgs)
    RUN(AVERAGE_POOL_GRADIENT, averagePoolGradient, PoolArgs)
    RUN(COPY_CHANNELS, copyChannels, CopyChannelsArgs)
    RUN(ADD_BIAS, addBias, AddBiasArgs)
    RUN(BIAS_GRADIENT, accumulateBiasGradient, BiasGradientArgs)
    RUN(CROSS_ENTROPY, crossEntropy, LossArgs)
    RUN(COUNT_HIT, countHit, LossArgs)
    RUN(WINOGRAD_CONVOLVE, winogradConvolve, WinogradConvolveArgs)
    RUN(WINOGRAD_WEIGHT_GRADIENT, winogradWeightGradient, WinogradWeightGradientArgs)
    RUN(CONVOLVE_WINDOW, convolveWindow, WindowArgs)
    RUN(WINDOW_GRADIENT, accumulateWindowGradient, WindowGradientArgs)
    RUN(DEPTHWISE, depthwise, WindowArgs)
    RUN(DEPTHWISE_GRADIENT, accumulateDepthwiseGradient, WindowGradientArgs)
    RUN(NORMALISE, normalise<false>, BatchNormArgs)
    RUN(IMAGE_LINEAR_GRADIENT_SUMS, imageGradientSums<false>, BatchNormArgs)
    RUN(NORMALISE_GRADIENT, normaliseGradient<false>, BatchNormArgs)
    RUN(RELU, relu, PointwiseArgs)
    RUN(RELU_GRADIENT, reluGradient, PointwiseArgs)
    RUN(ADD_MAPS, addMaps, PointwiseArgs)
    RUN(COPY_MAP, copyMap, PointwiseArgs)
    RUN(SCALE_MAP, scaleMap, PointwiseArgs)
    RUN(WINDOW_MAXIMUM, windowMaximum, WindowPoolArgs)
    RUN(WINDOW_MAXIMUM_GRADIENT, windowMaximumGradient, WindowPoolArgs)
    RUN(WINDOW_AVERAGE, windowAverage, WindowPoolArgs)
    RUN(WINDOW_AVERAGE_GRADIENT, windowAverageGradient, WindowPoolArgs)
    RUN(RELU_CHANNELS, reluChannels, ReluChannelsArgs)
    RUN(RELU_CHANNELS_GRADIENT, reluChannelsGradient, ReluChannelsArgs)
    RUN(PACK_FORWARD, packForward, PackArgs)
    RUN(PACK_BACKWARD, packBackward, PackBackwardArgs)
    RUN(CLEAR_CHUNK_SUMS, clearChunkSums, ClearArgs)
    RUN(BATCH_STATISTICS, batchStatistics, BatchNormArgs)
    RUN(USE_RUNNING_STATISTICS, useRunningStatistics, BatchNormArgs)
    RUN(BATCH_GRADIENT_SUMS, batchGradientSums, BatchNormArgs)
    RUN(UPDATE_PARAMETERS, updateParameters, UpdateArgs)
    RUN(PACK_WINOGRAD_FORWARD, packWinogradForward, WinogradPackArgs)
    RUN(PACK_WINOGRAD_BACKWARD, packWinogradBackward, PackBackwardArgs)
    RUN(SUM_GRADIENT_SQUARES, sumGradientSquares, GradientSquaresArgs)
    RUN(PACK_WINDOW, packWindow, PackWindowArgs)
    default:
      __builtin_trap();
  }
#undef RUN
}

static void executeShared(const Context& context, const i32* begin, const i32* end) {
  for (const i32* at = begin; at < end;) {
    const Header& header = *(const Header*)at;
    execute(context, header.opcode, at + 2);
    at += 2 + header.words;
  }
}

static void executeGroup(Context& context, const i32* begin, const i32* end) {
  for (const i32* at = begin; at < end;) {
    const Header& header = *(const Header*)at;
    const i32 last = takesGroup(header.opcode) ? context.groupFirst + 1 : context.groupEnd;
    for (context.image = context.groupFirst; context.image < last; context.image++) {
      execute(context, header.opcode, at + 2);
    }
    at += 2 + header.words;
  }
}

// Takes all images of a chunk through a section; false when the engine is to stop.
static bool executeChunk(Context& context, const Section& section, i32 chunk, const i32* begin, const i32* end) {
  const i32 last = smaller(context.images, (chunk + 1) * CHUNK_IMAGES);
  for (context.groupFirst = chunk * CHUNK_IMAGES; context.groupFirst < last; context.groupFirst = context.groupEnd) {
    if (context.control->stopped()) return false;
    context.groupEnd = smaller(last, context.groupFirst + section.group);
    executeGroup(context, begin, end);
  }
  return true;
}

// Ends early, with everything half done, when `stop` is set.
static void runProgram(i32 thread, float* arena) {
  Control* control = (Control*)arena;
  Context context = {arena, control, nullptr, thread, control->threads, control->images, 0, 0, 0};
  context.buffers = (const Buffer*)context.at(control->buffers);
  const i32* at = (const i32*)context.at(control->program);
  while (at[0] != END) {
    const Section& section = *(const Section*)at;
    const i32 *begin = at + 3, *end = begin + section.words;
    if (section.kind == SHARED_SECTION) {
      executeShared(context, begin, end);
    } else {
      for (i32 chunk = thread; chunk < context.chunks(); chunk += context.threads) {
        if (!executeChunk(context, section, chunk, begin, end)) return;
      }
    }
    waitForAll(control);
    if (control->stopped()) return;
    at = end;
  }
}
