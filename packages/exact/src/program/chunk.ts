/** Images whose gradients are summed before the sums are added up; part of the numerics contract. */
export const CHUNK_IMAGES = 16;
