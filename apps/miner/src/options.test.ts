import { resolve } from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, it, vi } from 'vitest';
import { readEnv } from './env.ts';
import { readOptions } from './options.ts';

const BOB = '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty';
const read = (args: string, env: Record<string, string> = {}) =>
  readOptions(args.split(' ').filter(Boolean), readEnv(env), '1.2.3');

describe('options', () => {
  it('have defaults that work on one machine', () => {
    const options = read('');
    expect(options).toMatchObject({
      genomaster: 'http://127.0.0.1:4000',
      genomasterHotkey: null,
      wallet: { path: '~/.bittensor/wallets', name: 'default', hotkey: 'default' },
      slots: null,
      threads: null,
      memoryLimit: null,
      engine: 'exact',
      data: resolve('.naschain/miner'),
    });
    expect(options.worker).toMatch(/^[\w.:-]+$/);
  });

  it('are read from the command line', () => {
    const wallet = '--wallet.name team --wallet.hotkey gpu-1 --wallet.path /keys';
    const rest = '--slots 4 --threads 2 --memory-limit 512 --engine auto --data /data --worker host:1';
    const options = read(`--genomaster https://x.org/nas/ --genomaster.hotkey ${BOB} ${wallet} ${rest}`);
    expect(options).toEqual({
      genomaster: 'https://x.org/nas',
      genomasterHotkey: BOB,
      wallet: { path: '/keys', name: 'team', hotkey: 'gpu-1' },
      slots: 4,
      threads: 2,
      memoryLimit: 512 * 2 ** 20,
      engine: 'auto',
      data: '/data',
      worker: 'host:1',
    });
  });

  it('take the wallet from Bittensor’s variables, and the command line first', () => {
    const env = { BT_WALLET_NAME: 'n', BT_WALLET_HOTKEY: 'h', BT_WALLET_PATH: '/p' };
    expect(read('', env).wallet).toEqual({ name: 'n', hotkey: 'h', path: '/p' });
    expect(read('--wallet.hotkey other', env).wallet.hotkey).toBe('other');
    expect(() => readEnv({ BT_WALLET_NAME: '' })).toThrow('BT_WALLET_NAME');
  });

  it.each([
    ['--genomaster ftp://x', '--genomaster'],
    ['--genomaster x', '--genomaster'],
    ['--genomaster.hotkey 5abc', '--genomaster.hotkey'],
    ['--slots 0', '--slots'],
    ['--slots 1.5', '--slots'],
    ['--threads x', '--threads'],
    ['--memory-limit 0', '--memory-limit'],
    ['--memory-limit 4097', '--memory-limit'],
    ['--engine torch', '--engine'],
    ['--worker a/b', '--worker'],
  ])('%s is refused by name', (args, name) => {
    expect(() => read(args)).toThrow(`${name}:`);
  });

  it('that are unknown, and surplus words, are refused', () => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    expect(() => read('--gpu 1')).toThrow(CommanderError);
    expect(() => read('start')).toThrow(CommanderError);
    vi.restoreAllMocks();
  });
});
