// Softmax cross-entropy with its gradient, and the classifier's decision.
#pragma once
#include "maths.h"
#include "memory.h"

constexpr i32 MAX_CLASSES = 1024;

struct LossArgs {
  i32 logits, gradient;
  u32 labels;   // u16 for each image
  u32 results;  // double loss (training) or i32 hit (evaluation) of each image
};

INLINE i32 labelOf(const Context& context, const LossArgs& args) {
  return ((const u16*)context.at(args.labels))[context.image];
}

// Loss of one image in nats; gradient of the batch's mean loss.
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
  ((double*)context.at(args.results))[context.image] = logarithm(sum) - ((double)logits.origin[label] - top);
  for (i32 k = 0; k < gradient.lanes; k++) {
    const double share = k < logits.channels ? exponentials[k] / sum - (k == label) : 0;
    gradient.origin[k] = (float)(share / context.images);
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
