// 3x3 convolution with padding 1 by Winograd's F(4x4, 3x3) (Lavin and Gray 2016), and its gradient by the weights by
// F(3x3, 4x4). Both work on a group of images at once, so that small images share the transformed weights.
#pragma once
#include "convolution.h"
#include "weightGradient.h"
#include "winogradTransforms.h"

// Planes of the transform domain lie so many floats further apart than they are long: powers of two would make them
// compete for the same places of the cache.
constexpr i32 PLANE_GAP = 16;

// Where a thread keeps a block of tiles in the transform domain; one row of `lanes` floats a tile in each plane.
struct Planes {
  float* origin;
  i32 lanes, stride;  // floats from tile to tile, from plane to plane

  float* tile(i32 index) const { return origin + index * lanes; }
};

// What the two instructions have in common.
struct WinogradShape {
  i32 height, width;     // of the map, in pixels
  i32 inLanes, outLanes;  // floats of a row in the transform domain
  i32 blockTiles;        // most tiles in the scratch memory at once
  u32 scratch, scratchStride;
};

// Position of a tile: its image, and its first output pixel.
struct TilePlace {
  i32 image, row, column;
};

// The tiles of a group of images, in the order images, rows, columns.
struct TileGrid {
  i32 columns, perImage, total;

  TileGrid(const Context& context, const WinogradShape& shape)
      : columns(divideUp(shape.width, TILE)),
        perImage(columns * divideUp(shape.height, TILE)),
        total(perImage * (context.groupEnd - context.groupFirst)) {}

  TilePlace place(const Context& context, i32 index) const {
    const i32 within = index % perImage;
    return {context.groupFirst + index / perImage, within / columns * TILE, within % columns * TILE};
  }
  // The first of the blocks that `left` tiles are split into.
  static i32 blockOf(i32 left, i32 limit) { return smaller(left, divideUp(evenPiece(left, limit), 8) * 8); }
};

INLINE Planes inputPlanes(const Context& context, const WinogradShape& shape) {
  float* scratch = context.at(shape.scratch + (u32)context.thread * shape.scratchStride);
  return {scratch, shape.inLanes, shape.blockTiles * shape.inLanes + PLANE_GAP};
}

INLINE Planes outputPlanes(const Context& context, const WinogradShape& shape) {
  const Planes in = inputPlanes(context, shape);
  return {in.origin + PLANES * in.stride, shape.outLanes, shape.blockTiles * shape.outLanes + PLANE_GAP};
}

// The functions for one vector of a tile are called, not inlined: a compiler would take the many addresses out of the
// loop over the vectors and keep them in memory. Each is written in the order in which the places follow each other.
HOT void transformInputVector(const float* pixel, i32 rowStride, i32 lanes, float* to, i32 stride) {
  transformSquare<InputTransform>([&](i32 row, i32 column) { return load(pixel + row * rowStride + column * lanes); },
                                  [&](i32, i32, Vec value) {
                                    store(to, value);
                                    to += stride;
                                  });
}

// Tiles from `first` on. A source's padding lanes may spill over what follows it, which is written after it.
static void transformInputTiles(const Context& context, const TileGrid& grid, i32 first, i32 count, const i32* sources,
                                i32 sourceCount, const Planes& planes) {
  Context at = context;
  for (i32 t = 0; t < count; t++) {
    const TilePlace place = grid.place(context, first + t);
    at.image = place.image;
    float* to = planes.tile(t);
    for (i32 s = 0; s < sourceCount; s++) {
      const View from = at.view(sources[s]);
      const float* pixel = from.row(place.row - 1) + (place.column - 1) * from.lanes;
      for (i32 lane = 0; lane < from.channels; lane += VL) {
        transformInputVector(pixel + lane, from.rowStride, from.lanes, to + lane, planes.stride);
      }
      to += from.channels;
    }
  }
}

// The first `rows` rows and `columns` columns of the tile are inside the image.
template <bool WHOLE>
HOT void transformOutputVector(const float* from, i32 stride, float* pixel, i32 rowStride, i32 lanes, i32 rows,
                               i32 columns, bool accumulate) {
  transformSquare<OutputTransform>([&](i32 row, i32 column) { return load(from + (row * POINTS + column) * stride); },
                                   [&](i32 row, i32 column, Vec value) {
                                     if (WHOLE || (row < rows && column < columns)) {
                                       put(pixel + row * rowStride + column * lanes, value, accumulate);
                                     }
                                   });
}

INLINE void transformOutputTile(const float* from, i32 stride, const View& out, float* pixel, i32 rows, i32 columns,
                                bool accumulate) {
  const auto transform =
      rows == TILE && columns == TILE ? transformOutputVector<true> : transformOutputVector<false>;
  for (i32 lane = 0; lane < out.lanes; lane += VL) {
    transform(from + lane, stride, pixel + lane, out.rowStride, out.lanes, rows, columns, accumulate);
  }
}

struct WinogradConvolveArgs {
  WinogradShape shape;
  i32 target, accumulate;
  u32 weights;  // transformed and packed, plane by plane
  i32 inChannels;
  i32 sourceCount;
  i32 sources[1];
};

// Floats from plane to plane of transformed weights.
INLINE i32 weightPlane(i32 rows, i32 lanes) { return rows * lanes + PLANE_GAP; }

// Forward pass; also the gradient by the input, as a convolution of the output gradient with the turned kernel.
static void winogradConvolve(const Context& context, const WinogradConvolveArgs& args) {
  const WinogradShape& shape = args.shape;
  const TileGrid grid(context, shape);
  const Planes in = inputPlanes(context, shape), out = outputPlanes(context, shape);
  Context at = context;
  for (i32 first = 0, count; first < grid.total; first += count) {
    count = TileGrid::blockOf(grid.total - first, shape.blockTiles);
    transformInputTiles(context, grid, first, count, args.sources, args.sourceCount, in);
    for (i32 plane = 0; plane < PLANES; plane++) {
      const float* weights = context.at(args.weights) + plane * weightPlane(args.inChannels, out.lanes);
      const Tap tap = {in.origin + plane * in.stride, 0, in.lanes, args.inChannels};
      View rows = {out.origin + plane * out.stride, 1, count, out.lanes, out.lanes, 0};
      for (i32 left = out.lanes / VL; left > 0;) {
        const i32 blocks = evenPiece(left, MAX_BLOCKS);
        FOR_BLOCKS(convolveRows, blocks, &tap, 1, weights, rows, false)
        rows.origin += blocks * VL;
        weights += args.inChannels * blocks * VL;
        left -= blocks;
      }
    }
    for (i32 t = 0; t < count; t++) {
      const TilePlace place = grid.place(context, first + t);
      at.image = place.image;
      const View target = at.view(args.target);
      float* to = target.row(place.row) + place.column * target.lanes;
      const i32 rows = smaller(TILE, shape.height - place.row), columns = smaller(TILE, shape.width - place.column);
      transformOutputTile(out.tile(t), out.stride, target, to, rows, columns, args.accumulate);
    }
  }
}

// Pixels outside the image are zero in the buffer.
HOT void transformGradientVector(const float* pixel, i32 rowStride, i32 lanes, float* to, i32 stride) {
  transformSquare<GradientTransform>([&](i32 row, i32 column) { return load(pixel + row * rowStride + column * lanes); },
                                     [&](i32, i32, Vec value) {
                                       store(to, value);
                                       to += stride;
                                     });
}

// The sums of a chunk from the transform domain to kernels.
HOT void addWeightGradient(const float* sums, i32 rows, i32 lanes, float* to) {
  const i32 floats = rows * lanes, stride = weightPlane(rows, lanes);
  for (i32 i = 0; i < floats; i += VL) {
    transformSquare<WeightGradientTransform>(
        [&](i32 row, i32 column) { return load(sums + (row * POINTS + column) * stride + i); },
        [&](i32 row, i32 column, Vec value) { put(to + (row * KERNEL + column) * floats + i, value, true); });
  }
}

struct WinogradWeightGradientArgs {
  WinogradShape shape;
  i32 gradient;
  u32 sums;  // of chunk 0
  u32 chunkStride;
  u32 planes, planesStride;  // sums in the transform domain, for each thread; kept from group to group of a chunk
  i32 inChannels;
  i32 sourceCount;
  i32 sources[1];
};

static void winogradWeightGradient(const Context& context, const WinogradWeightGradientArgs& args) {
  const WinogradShape& shape = args.shape;
  const TileGrid grid(context, shape);
  const Planes in = inputPlanes(context, shape), out = outputPlanes(context, shape);
  const i32 stride = weightPlane(args.inChannels, out.lanes);
  float* planes = context.at(args.planes + (u32)context.thread * args.planesStride);
  const i32 chunk = context.groupFirst / CHUNK_IMAGES;
  if (context.groupFirst == chunk * CHUNK_IMAGES) __builtin_memset(planes, 0, (Size)PLANES * stride * sizeof(float));
  Context at = context;
  for (i32 first = 0, count; first < grid.total; first += count) {
    count = TileGrid::blockOf(grid.total - first, shape.blockTiles);
    transformInputTiles(context, grid, first, count, args.sources, args.sourceCount, in);
    for (i32 t = 0; t < count; t++) {
      const TilePlace place = grid.place(context, first + t);
      at.image = place.image;
      const View gradient = at.view(args.gradient);
      const float* pixel = gradient.row(place.row) + place.column * gradient.lanes;
      for (i32 lane = 0; lane < gradient.lanes; lane += VL) {
        transformGradientVector(pixel + lane, gradient.rowStride, gradient.lanes, out.tile(t) + lane, out.stride);
      }
    }
    for (i32 plane = 0; plane < PLANES; plane++) {
      const Tap tap = {in.origin + plane * in.stride, 0, in.lanes, args.inChannels};
      const View rows = {out.origin + plane * out.stride, 1, count, out.lanes, out.lanes, 0};
      accumulateTaps(&tap, 1, rows, planes + plane * stride);
    }
  }
  const bool ends = context.groupEnd == context.images || context.groupEnd % CHUNK_IMAGES == 0;
  if (ends) addWeightGradient(planes, args.inChannels, out.lanes, context.at(args.sums + (u32)chunk * args.chunkStride));
}
