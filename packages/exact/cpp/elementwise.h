// Reading the image, concatenation where no convolution can read its parts directly, and the bias.
#pragma once
#include "memory.h"

struct LoadImageArgs {
  i32 target;
  u32 staging;  // NHWC without padding: bytes to normalise, or floats taken as they are if the control block says so
  u32 mean, inverseDeviation;
};

HOT void loadImage(const Context& context, const LoadImageArgs& args) {
  const View out = context.view(args.target);
  const float *mean = context.at(args.mean), *inverseDeviation = context.at(args.inverseDeviation);
  const Size first = (Size)context.image * out.height * out.width * out.channels;
  const bool asFloats = context.control->floatInput;
  const float* floats = context.at(args.staging) + first;
  const u8* bytes = (const u8*)context.at(args.staging) + first;
  for (i32 row = 0; row < out.height; row++) {
    for (i32 column = 0; column < out.width; column++) {
      float* to = out.row(row) + column * out.lanes;
      for (i32 c = 0; c < out.channels; c++) {
        to[c] = asFloats ? *floats : ((float)*bytes - mean[c]) * inverseDeviation[c];
        floats++;
        bytes++;
      }
    }
  }
}

struct CopyChannelsArgs {
  i32 from, to;
  i32 fromChannel, toChannel, count;
  i32 accumulate;
};

HOT void copyChannels(const Context& context, const CopyChannelsArgs& args) {
  const View from = context.view(args.from), to = context.view(args.to);
  for (i32 row = 0; row < to.height; row++) {
    for (i32 column = 0; column < to.width; column++) {
      const float* x = from.row(row) + column * from.lanes + args.fromChannel;
      float* y = to.row(row) + column * to.lanes + args.toChannel;
      i32 c = 0;
      for (; c + VL <= args.count; c += VL) put(y + c, load(x + c), args.accumulate);
      for (; c < args.count; c++) put(y + c, x[c], args.accumulate);
    }
  }
}

struct AddBiasArgs {
  i32 target;
  u32 bias;
};

static void addBias(const Context& context, const AddBiasArgs& args) {
  const View out = context.view(args.target);
  const float* bias = context.at(args.bias);
  for (i32 lane = 0; lane < out.lanes; lane += VL) put(out.origin + lane, load(bias + lane), true);
}
