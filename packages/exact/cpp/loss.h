// Softmax cross-entropy with its gradient, and the classifier's decision.
#pragma once
#include "maths.h"
#include "stepOptions.h"

constexpr i32 MAX_CLASSES = 1024;

struct LossArgs {
  i32 logits, gradient;
  u32 labels;   // u16 for each image
  u32 results;  // double loss (training) or i32 hit (evaluation) of each image
  u32 options;  // of the step; training only
  float weight;  // training only
};

INLINE i32 labelOf(const Context& context, const LossArgs& args) {
  return ((const u16*)context.at(args.labels))[context.image];
}

// Loss of one image in nats; gradient of the batch's mean loss times the weight. With label smoothing s the target is
// (1 - s) of the label and s spread evenly over all classes.
static void crossEntropy(const Context& context, const LossArgs& args) {
  const View logits = context.view(args.logits), gradient = context.view(args.gradient);
  const i32 label = labelOf(context, args);
  double exponentials[MAX_CLASSES];
  double sum = 0;
  float top = logits.origin[0];
  for (i32 k = 1; k < logits.channels; k++) {
    if (logits.origin[k] > top) top = logits.origin[k];
  }
  for (i32 k = 0; k < logits.channels; k++) {
    exponentials[k] = exponential((double)logits.origin[k] - top);
    sum += exponentials[k];
  }
  const double smoothing = stepOptions(context, args.options).labelSmoothing;
  const double logSum = logarithm(sum);
  double loss = logSum - ((double)logits.origin[label] - top);
  if (smoothing > 0) {
    double total = 0;
    for (i32 k = 0; k < logits.channels; k++) total += logSum - ((double)logits.origin[k] - top);
    loss = (1 - smoothing) * loss + smoothing * (total / logits.channels);
  }
  ((double*)context.at(args.results))[context.image] = loss;
  const double others = smoothing / logits.channels, labels = (1 - smoothing) + others;
  for (i32 k = 0; k < gradient.lanes; k++) {
    const double share = k < logits.channels ? exponentials[k] / sum - (k == label ? labels : others) : 0;
    gradient.origin[k] = (float)(share * args.weight / context.images);
  }
}

// The first class with the greatest logit decides.
static void countHit(const Context& context, const LossArgs& args) {
  const View logits = context.view(args.logits);
  i32 best = 0;
  for (i32 k = 1; k < logits.channels; k++) {
    if (logits.origin[k] > logits.origin[best]) best = k;
  }
  ((i32*)context.at(args.results))[context.image] = best == labelOf(context, args);
}
