/** Opcodes of `cpp/executor.h`. From `packForward` on they are shared instructions, which divide their work by thread. */
export const OPCODES = {
  loadImage: 1,
  convolve: 2,
  weightGradient: 3,
  imageStatistics: 4,
  normaliseRelu: 5,
  imageGradientSums: 6,
  normaliseReluGradient: 7,
  maxPool: 8,
  maxPoolGradient: 9,
  averagePool: 10,
  averagePoolGradient: 11,
  copyChannels: 12,
  addBias: 13,
  biasGradient: 14,
  crossEntropy: 15,
  countHit: 16,
  winogradConvolve: 24,
  winogradWeightGradient: 25,
  convolveWindow: 32,
  windowGradient: 33,
  depthwise: 34,
  depthwiseGradient: 35,
  normalise: 36,
  imageLinearGradientSums: 37,
  normaliseGradient: 38,
  relu: 39,
  reluGradient: 40,
  addMaps: 41,
  copyMap: 42,
  scaleMap: 43,
  windowMaximum: 44,
  windowMaximumGradient: 45,
  windowAverage: 46,
  windowAverageGradient: 47,
  reluChannels: 48,
  reluChannelsGradient: 49,
  packForward: 64,
  packBackward: 65,
  clearChunkSums: 66,
  batchStatistics: 67,
  useRunningStatistics: 68,
  batchGradientSums: 69,
  updateParameters: 70,
  packWinogradForward: 71,
  packWinogradBackward: 72,
  sumGradientSquares: 80,
  packWindow: 96,
} as const;

export type Opcode = keyof typeof OPCODES;

/** Pixels and lanes of a buffer of values or gradients; `lanes` and `halo` as in `cpp/memory.h`. */
export interface Geometry {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly lanes: number;
  readonly halo: number;
  /** Zero rows below and columns right of the image, beyond the halo. */
  readonly extraRows: number;
  readonly extraColumns: number;
}

interface Instruction {
  readonly opcode: Opcode;
  readonly words: readonly number[];
  /** Ids of the buffers it reads or writes. */
  readonly buffers: readonly number[];
}

export interface Section {
  readonly shared: boolean;
  /** Images that go through an image section together. */
  group: number;
  readonly instructions: Instruction[];
}

/** Collects the instructions and buffers of one program. A change between the two kinds of section is a barrier. */
export class ProgramBuilder {
  readonly sections: Section[] = [];
  readonly buffers: Geometry[] = [];

  buffer(geometry: Geometry): number {
    return this.buffers.push(geometry) - 1;
  }

  /** `group`: how many images the instruction would like to take at once. */
  emit(opcode: Opcode, words: readonly number[], buffers: readonly number[] = [], group = 1): void {
    const shared = OPCODES[opcode] >= OPCODES.packForward;
    let section = this.sections[this.sections.length - 1];
    if (section?.shared !== shared) {
      section = { shared, group: 1, instructions: [] };
      this.sections.push(section);
    }
    section.group = Math.max(section.group, group);
    section.instructions.push({ opcode, words, buffers });
  }

  /** Index of the section that the next instruction on images will be in. */
  get imageSection(): number {
    const last = this.sections.length - 1;
    return this.sections[last]?.shared === false ? last : last + 1;
  }

  /** Makes every thread wait here even between two shared instructions. */
  barrier(): void {
    const last = this.sections[this.sections.length - 1];
    if (last?.shared) this.sections.push({ shared: true, group: 1, instructions: [] });
  }
}

/** The word that stands for a single precision float. */
export function floatBits(value: number): number {
  return new Uint32Array(Float32Array.of(value).buffer)[0] ?? 0;
}
