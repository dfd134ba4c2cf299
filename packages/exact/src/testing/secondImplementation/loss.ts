import { item, single } from './arithmetic.ts';
import { exponential, logarithm } from './exponential.ts';
import { changed, type FeatureMap, type Tensor } from './featureMap.ts';

interface Target {
  /** (15) 0 unless labels are smoothed. */
  readonly labelSmoothing: number;
  /** (23) 1 for the classifier, that of the auxiliary head for its logits. */
  readonly weight: number;
}

/** (10) The mean cross-entropy of a batch, in double precision, and the gradient by the logits. */
export function crossEntropy(
  logits: Tensor,
  labels: Uint16Array,
  target: Target,
): { readonly mean: number; readonly gradient: Tensor } {
  let sum = 0;
  const gradient = logits.map((image, index) => {
    const one = crossEntropyOfImage(image, labels[index] ?? Number.NaN, target, labels.length);
    sum = sum + one.loss;
    return one.gradient;
  });
  return { mean: sum / labels.length, gradient };
}

function crossEntropyOfImage(
  image: FeatureMap,
  label: number,
  { labelSmoothing, weight }: Target,
  images: number,
): { readonly loss: number; readonly gradient: FeatureMap } {
  const logits = [...image.values];
  const classes = logits.length;
  const top = logits.reduce((greatest, value) => (value > greatest ? value : greatest));
  const exponentials = logits.map((value) => exponential(value - top));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  const logarithmOfSum = logarithm(sum);

  const hardLoss = logarithmOfSum - (item(logits, label) - top);
  const allClasses = logits.reduce((total, value) => total + (logarithmOfSum - (value - top)), 0);
  const smoothLoss = (1 - labelSmoothing) * hardLoss + labelSmoothing * (allClasses / classes);

  const others = labelSmoothing / classes;
  const own = 1 - labelSmoothing + others;
  const gradient = changed(image, (_, place) => {
    const share = item(exponentials, place) / sum - (place === label ? own : others);
    return single((share * single(weight)) / images);
  });
  return { loss: labelSmoothing > 0 ? smoothLoss : hardLoss, gradient };
}
