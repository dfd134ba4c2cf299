// Batch normalisation, with or without a ReLU behind it, and its gradient. Per image in single precision, across images
// in double.
#pragma once
#include "memory.h"

constexpr float EPSILON = 1e-5f;
constexpr float STATISTICS_MOMENTUM = 0.1f;

// Per-channel arrays of one layer, `lanes` floats each.
struct BatchNormArgs {
  i32 input, output;                  // buffers of values
  i32 outputGradient, inputGradient;  // buffers of gradients
  i32 accumulate;                     // onto the input's gradient
  i32 lanes, pixels;
  u32 gamma, beta, runningMean, runningVariance;
  u32 scale, shift, mean, inverseDeviation, meanGradient, meanProduct;
  u32 gammaGradient, betaGradient;
  u32 sums;  // two rows of `lanes` for each image of the batch
};

// Sums COUNT terms over all pixels: four partial sums by column modulo 4, then (0 + 1) + (2 + 3). `term(row, column,
// values)` sets the terms of one pixel.
template <i32 COUNT, class Term>
INLINE void sumPixels(i32 height, i32 width, Vec* totals, Term term) {
  Vec partial[4][COUNT];
  UNROLL for (i32 k = 0; k < 4; k++) UNROLL for (i32 i = 0; i < COUNT; i++) partial[k][i] = zeros();
  for (i32 row = 0; row < height; row++) {
    i32 column = 0;
    for (; column + 4 <= width; column += 4) {
      UNROLL for (i32 k = 0; k < 4; k++) {
        Vec values[COUNT];
        term(row, column + k, values);
        UNROLL for (i32 i = 0; i < COUNT; i++) partial[k][i] += values[i];
      }
    }
    UNROLL for (i32 k = 0; k < 3; k++) {
      if (column + k >= width) break;
      Vec values[COUNT];
      term(row, column + k, values);
      UNROLL for (i32 i = 0; i < COUNT; i++) partial[k][i] += values[i];
    }
  }
  UNROLL for (i32 i = 0; i < COUNT; i++) {
    totals[i] = (partial[0][i] + partial[1][i]) + (partial[2][i] + partial[3][i]);
  }
}

// Mean, and sum of squared deviations from it, of each channel of one image.
HOT void imageStatistics(const Context& context, const BatchNormArgs& args) {
  const View in = context.view(args.input);
  float* sums = context.at(args.sums) + context.image * 2 * args.lanes;
  const Vec inversePixels = splat(1.0f / args.pixels);
  for (i32 lane = 0; lane < args.lanes; lane += VL) {
    const float* x = in.origin + lane;
    Vec total[1];
    sumPixels<1>(in.height, in.width, total, [&](i32 row, i32 column, Vec* values) {
      values[0] = load(x + row * in.rowStride + column * in.lanes);
    });
    const Vec mean = total[0] * inversePixels;
    sumPixels<1>(in.height, in.width, total, [&](i32 row, i32 column, Vec* values) {
      const Vec deviation = load(x + row * in.rowStride + column * in.lanes) - mean;
      values[0] = deviation * deviation;
    });
    store(sums + lane, mean);
    store(sums + args.lanes + lane, total[0]);
  }
}

INLINE void setScale(const Context& context, const BatchNormArgs& args, i32 c, float mean, float variance) {
  const float inverseDeviation = 1.0f / __builtin_sqrtf(variance + EPSILON);
  const float scale = context.at(args.gamma)[c] * inverseDeviation;
  context.at(args.mean)[c] = mean;
  context.at(args.inverseDeviation)[c] = inverseDeviation;
  context.at(args.scale)[c] = scale;
  context.at(args.shift)[c] = context.at(args.beta)[c] - mean * scale;
}

// Statistics of the batch from those of its images, in the order of the images; running statistics as PyTorch's.
static void batchStatistics(const Context& context, const BatchNormArgs& args) {
  const float* sums = context.at(args.sums);
  float* runningMean = context.at(args.runningMean);
  float* runningVariance = context.at(args.runningVariance);
  const double count = (double)context.images * args.pixels;
  for (i32 c = context.thread; c < args.lanes; c += context.threads) {
    double mean = 0, squares = 0;
    for (i32 n = 0; n < context.images; n++) mean += sums[n * 2 * args.lanes + c];
    mean /= context.images;
    for (i32 n = 0; n < context.images; n++) {
      const float* image = sums + n * 2 * args.lanes + c;
      const double deviation = image[0] - mean;
      squares += image[args.lanes] + deviation * deviation * args.pixels;
    }
    const float variance = (float)(squares / count);
    const float unbiased = count > 1 ? (float)(squares / (count - 1)) : variance;
    setScale(context, args, c, (float)mean, variance);
    runningMean[c] += STATISTICS_MOMENTUM * ((float)mean - runningMean[c]);
    runningVariance[c] += STATISTICS_MOMENTUM * (unbiased - runningVariance[c]);
  }
}

// Scale and shift from the running statistics, for evaluation.
static void useRunningStatistics(const Context& context, const BatchNormArgs& args) {
  for (i32 c = context.thread; c < args.lanes; c += context.threads) {
    setScale(context, args, c, context.at(args.runningMean)[c], context.at(args.runningVariance)[c]);
  }
}

template <bool RELU>
HOT void normalise(const Context& context, const BatchNormArgs& args) {
  const View in = context.view(args.input), out = context.view(args.output);
  const float *scale = context.at(args.scale), *shift = context.at(args.shift);
  for (i32 row = 0; row < in.height; row++) {
    const float* x = in.row(row);
    float* y = out.row(row);
    for (i32 column = 0; column < in.width; column++, x += in.lanes, y += out.lanes) {
      for (i32 lane = 0; lane < args.lanes; lane += VL) {
        const Vec value = load(x + lane) * load(scale + lane) + load(shift + lane);
        store(y + lane, RELU ? (value > zeros() ? value : zeros()) : value);
      }
    }
  }
}

// The gradient behind the ReLU, if there is one, of what it made of `value`.
template <bool RELU>
INLINE Vec behindRelu(Vec value, Vec gradient) {
  return RELU ? (value > zeros() ? gradient : zeros()) : gradient;
}

// Sums over one image of the gradient behind the ReLU, and of its product with the normalised input.
template <bool RELU>
HOT void imageGradientSums(const Context& context, const BatchNormArgs& args) {
  const View in = context.view(args.input), gradient = context.view(args.outputGradient);
  float* sums = context.at(args.sums) + context.image * 2 * args.lanes;
  for (i32 lane = 0; lane < args.lanes; lane += VL) {
    const Vec scale = load(context.at(args.scale) + lane), shift = load(context.at(args.shift) + lane);
    const Vec mean = load(context.at(args.mean) + lane);
    const Vec inverseDeviation = load(context.at(args.inverseDeviation) + lane);
    const float *x = in.origin + lane, *g = gradient.origin + lane;
    Vec totals[2];
    sumPixels<2>(in.height, in.width, totals, [&](i32 row, i32 column, Vec* values) {
      const Vec value = load(x + row * in.rowStride + column * in.lanes);
      const Vec incoming = load(g + row * gradient.rowStride + column * gradient.lanes);
      values[0] = behindRelu<RELU>(value * scale + shift, incoming);
      values[1] = values[0] * ((value - mean) * inverseDeviation);
    });
    store(sums + lane, totals[0]);
    store(sums + args.lanes + lane, totals[1]);
  }
}

// Gradients of beta and gamma, and the means that the input's gradient needs.
static void batchGradientSums(const Context& context, const BatchNormArgs& args) {
  const float* sums = context.at(args.sums);
  const double count = (double)context.images * args.pixels;
  for (i32 c = context.thread; c < args.lanes; c += context.threads) {
    double total = 0, product = 0;
    for (i32 n = 0; n < context.images; n++) {
      total += sums[n * 2 * args.lanes + c];
      product += sums[(n * 2 + 1) * args.lanes + c];
    }
    context.at(args.betaGradient)[c] = (float)total;
    context.at(args.gammaGradient)[c] = (float)product;
    context.at(args.meanGradient)[c] = (float)(total / count);
    context.at(args.meanProduct)[c] = (float)(product / count);
  }
}

template <bool RELU>
HOT void normaliseGradient(const Context& context, const BatchNormArgs& args) {
  const View in = context.view(args.input), gradient = context.view(args.outputGradient);
  const View out = context.view(args.inputGradient);
  const float *scales = context.at(args.scale), *shifts = context.at(args.shift), *means = context.at(args.mean);
  const float* inverseDeviations = context.at(args.inverseDeviation);
  const float *meanGradients = context.at(args.meanGradient), *meanProducts = context.at(args.meanProduct);
  for (i32 row = 0; row < in.height; row++) {
    const float *x = in.row(row), *g = gradient.row(row);
    float* to = out.row(row);
    for (i32 column = 0; column < in.width; column++, x += in.lanes, g += gradient.lanes, to += out.lanes) {
      for (i32 lane = 0; lane < args.lanes; lane += VL) {
        const Vec value = load(x + lane), scale = load(scales + lane);
        const Vec masked = behindRelu<RELU>(value * scale + load(shifts + lane), load(g + lane));
        const Vec normalised = (value - load(means + lane)) * load(inverseDeviations + lane);
        const Vec rest = (masked - load(meanGradients + lane)) - normalised * load(meanProducts + lane);
        put(to + lane, scale * rest, args.accumulate);
      }
    }
  }
}
