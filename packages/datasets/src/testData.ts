import { type DatasetHeader, type DatasetSplit, imageBytes } from './format.ts';

/** A small dataset for tests: 5 + 3 RGB images of 4 x 5 in 3 classes, every byte different from its neighbours. */
export const smallHeader: DatasetHeader = {
  name: 'small',
  image: { height: 4, width: 5, channels: 3 },
  classes: ['a', 'b', 'c'],
  splits: { train: 5, test: 3 },
};

export function smallDataset(header: DatasetHeader = smallHeader) {
  return { header, train: split(header.splits.train, 1), test: split(header.splits.test, 2) };

  function split(count: number, salt: number): DatasetSplit {
    const images = Uint8Array.from(
      { length: count * imageBytes(header) },
      (_, index) => (index * 7 + salt) & 255,
    );
    return { images, labels: Uint16Array.from({ length: count }, (_, index) => (index + salt) % 3) };
  }
}
