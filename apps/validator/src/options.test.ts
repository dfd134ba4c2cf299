import { describe, expect, it } from 'vitest';
import { readEnv } from './env.ts';
import { parseOptions } from './options.ts';

const env = readEnv({});
const at = ['--genomaster', 'http://127.0.0.1:4000/'];

describe('parseOptions', () => {
  it('has defaults for everything but the Genomaster', () => {
    expect(parseOptions(at, env)).toEqual({
      genomaster: 'http://127.0.0.1:4000',
      'wallet.name': 'default',
      'wallet.hotkey': 'default',
      'wallet.path': '~/.bittensor/wallets',
      chain: 'none',
      interval: 5,
      epochSeconds: 30,
      once: false,
      data: '.naschain/validator',
      json: false,
    });
  });

  it('reads wallet options with dots and takes their defaults from the environment', () => {
    const from = readEnv({ BT_WALLET_NAME: 'farm', BT_WALLET_PATH: '/wallets' });
    const options = parseOptions([...at, '--wallet.hotkey', 'v1', '--once', '--epoch-seconds', '2.5'], from);
    expect(options).toMatchObject({
      'wallet.name': 'farm',
      'wallet.hotkey': 'v1',
      'wallet.path': '/wallets',
      once: true,
      epochSeconds: 2.5,
    });
  });

  it('says that a chain is for a later version', () => {
    expect(() => parseOptions([...at, '--chain', 'finney'], env)).toThrow(/not available in this version/);
  });

  it.each([
    ['--genomaster', 'ftp://x'],
    ['--interval', '0'],
    ['--epoch-seconds', 'soon'],
    ['--genomaster-hotkey', 'nobody'],
  ])('refuses %s %s', (name, value) => {
    expect(() => parseOptions([...at, name, value], env)).toThrow(
      expect.objectContaining({ name: 'ValidatorError', code: 'usage' }),
    );
  });
});
