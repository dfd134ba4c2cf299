import { describe, expect, it } from 'vitest';
import { parseGpuList, visibleGpus } from './gpus.ts';

const TWO = `GPU 0: NVIDIA GeForce RTX 4090 (UUID: GPU-5c7d4a0e-1b2c-3d4e-5f60-718293a4b5c6)
GPU 1: Tesla V100-SXM2-16GB (UUID: GPU-9e0f1a2b-3c4d-5e6f-7081-92a3b4c5d6e7)
`;
const DIVIDED = `GPU 0: NVIDIA A100-SXM4-40GB (UUID: GPU-e9109966-d8b5-cd3d-e8b8-ca80a2d8a5cf)
  MIG 3g.20gb     Device  0: (UUID: MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f)
  MIG 2g.10gb     Device  1: (UUID: MIG-GPU-e9109966-d8b5-cd3d-e8b8-ca80a2d8a5cf/3/0)
GPU 1: NVIDIA A100-SXM4-40GB (UUID: GPU-aaaaaaaa-d8b5-cd3d-e8b8-ca80a2d8a5cf)
`;

describe('parseGpuList', () => {
  it('reads names and UUIDs', () => {
    expect(parseGpuList(TWO)).toEqual([
      { name: 'NVIDIA GeForce RTX 4090', uuid: 'GPU-5c7d4a0e-1b2c-3d4e-5f60-718293a4b5c6' },
      { name: 'Tesla V100-SXM2-16GB', uuid: 'GPU-9e0f1a2b-3c4d-5e6f-7081-92a3b4c5d6e7' },
    ]);
    expect(parseGpuList(TWO.replaceAll('\n', '\r\n'))).toEqual(parseGpuList(TWO));
  });

  it('takes the parts of a divided GPU in place of the whole', () => {
    expect(parseGpuList(DIVIDED)).toEqual([
      { name: 'NVIDIA A100-SXM4-40GB 3g.20gb', uuid: 'MIG-c6d4f1ef-42e4-5de3-91c7-45d71c87eb3f' },
      { name: 'NVIDIA A100-SXM4-40GB 2g.10gb', uuid: 'MIG-GPU-e9109966-d8b5-cd3d-e8b8-ca80a2d8a5cf/3/0' },
      { name: 'NVIDIA A100-SXM4-40GB', uuid: 'GPU-aaaaaaaa-d8b5-cd3d-e8b8-ca80a2d8a5cf' },
    ]);
  });

  it.each([
    '',
    'No devices found.\n',
    'NVIDIA-SMI has failed because it could not communicate with the driver.',
  ])('finds none in %j', (output) => {
    expect(parseGpuList(output)).toEqual([]);
  });
});

describe('visibleGpus', () => {
  const all = parseGpuList(TWO);
  const names = (visible: string | null): string[] => visibleGpus(all, visible).map(({ name }) => name);

  it.each<[string | null, string[]]>([
    [null, ['NVIDIA GeForce RTX 4090', 'Tesla V100-SXM2-16GB']],
    ['1', ['Tesla V100-SXM2-16GB']],
    ['1,0', ['Tesla V100-SXM2-16GB', 'NVIDIA GeForce RTX 4090']],
    ['GPU-9e0f', ['Tesla V100-SXM2-16GB']],
    ['', []],
    ['-1', []],
    ['0,7,1', ['NVIDIA GeForce RTX 4090']],
  ])('keeps what CUDA_VISIBLE_DEVICES=%j leaves', (visible, expected) => {
    expect(names(visible)).toEqual(expected);
  });
});
