import type { Plan } from '../plan.ts';
import { Random } from '../random.ts';

/** Random images in [-1, 1) and labels for a plan. */
export function randomBatch(
  plan: Plan,
  count: number,
  seed: number,
): { images: Float32Array; labels: Uint16Array } {
  const random = new Random(seed, 7);
  const { height, width, channels } = plan.image;
  const images = new Float32Array(count * height * width * channels);
  for (let i = 0; i < images.length; i++) images[i] = 2 * random.unit() - 1;
  return { images, labels: Uint16Array.from({ length: count }, () => random.below(plan.classes)) };
}
