// Runs a program: sections with a barrier after each. An image section runs all its instructions image by image, each
// thread on its own chunks; a shared section's instructions divide their work by thread.
#pragma once
#include "barrier.h"
#include "batchNorm.h"
#include "convolution.h"
#include "elementwise.h"
#include "loss.h"
#include "optimizer.h"
#include "packing.h"
#include "pooling.h"
#include "weightGradient.h"

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
  PACK_FORWARD = 64,
  PACK_BACKWARD,
  CLEAR_CHUNK_SUMS,
  BATCH_STATISTICS,
  USE_RUNNING_STATISTICS,
  BATCH_GRADIENT_SUMS,
  UPDATE_PARAMETERS,
};

enum SectionKind : i32 { END = 0, SHARED_SECTION = 1, IMAGE_SECTION = 2 };

// Header of a section or of an instruction; `words` counts what follows it.
struct Header {
  i32 kind, words;
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
    RUN(NORMALISE_RELU, normaliseRelu, BatchNormArgs)
    RUN(IMAGE_GRADIENT_SUMS, imageGradientSums, BatchNormArgs)
    RUN(NORMALISE_RELU_GRADIENT, normaliseReluGradient, BatchNormArgs)
    RUN(MAX_POOL, maxPool, PoolArgs)
    RUN(MAX_POOL_GRADIENT, maxPoolGradient, PoolArgs)
    RUN(AVERAGE_POOL, averagePool, PoolArgs)
    RUN(AVERAGE_POOL_GRADIENT, averagePoolGradient, PoolArgs)
    RUN(COPY_CHANNELS, copyChannels, CopyChannelsArgs)
    RUN(ADD_BIAS, addBias, AddBiasArgs)
    RUN(BIAS_GRADIENT, accumulateBiasGradient, BiasGradientArgs)
    RUN(CROSS_ENTROPY, crossEntropy, LossArgs)
    RUN(COUNT_HIT, countHit, LossArgs)
    RUN(PACK_FORWARD, packForward, PackArgs)
    RUN(PACK_BACKWARD, packBackward, PackBackwardArgs)
    RUN(CLEAR_CHUNK_SUMS, clearChunkSums, ClearArgs)
    RUN(BATCH_STATISTICS, batchStatistics, BatchNormArgs)
    RUN(USE_RUNNING_STATISTICS, useRunningStatistics, BatchNormArgs)
    RUN(BATCH_GRADIENT_SUMS, batchGradientSums, BatchNormArgs)
    RUN(UPDATE_PARAMETERS, updateParameters, UpdateArgs)
    default:
      __builtin_trap();
  }
#undef RUN
}

static void executeAll(const Context& context, const i32* begin, const i32* end) {
  for (const i32* at = begin; at < end;) {
    const Header& header = *(const Header*)at;
    execute(context, header.kind, at + 2);
    at += 2 + header.words;
  }
}

// Ends early, with everything half done, when `stop` is set.
static void runProgram(i32 thread, float* arena) {
  Control* control = (Control*)arena;
  Context context = {arena, control, nullptr, thread, control->threads, control->images, 0};
  context.buffers = (const Buffer*)context.at(control->buffers);
  const i32* section = (const i32*)context.at(control->program);
  while (section[0] != END) {
    const i32 *begin = section + 2, *end = begin + section[1];
    if (section[0] == SHARED_SECTION) {
      executeAll(context, begin, end);
    } else {
      for (i32 chunk = thread; chunk < context.chunks(); chunk += context.threads) {
        const i32 last = smaller(context.images, (chunk + 1) * CHUNK_IMAGES);
        for (context.image = chunk * CHUNK_IMAGES; context.image < last; context.image++) {
          if (control->stopped()) return;
          executeAll(context, begin, end);
        }
      }
    }
    waitForAll(control);
    if (control->stopped()) return;
    section = end;
  }
}
