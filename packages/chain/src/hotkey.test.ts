import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { inspect } from 'node:util';
import { verifySignature } from '@naschain/protocol/signing';
import { Keyring } from '@polkadot/keyring';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createHotkey, loadHotkey, loadOrCreateHotkey } from './hotkey.ts';
import { hotkeyFile } from './location.ts';
import { secretFromSpCore, secretToSpCore } from './secretKey.ts';
import { WalletError } from './walletError.ts';

// Substrate's public development account //Alice, in every form a key file can hold.
const ALICE = {
  accountId: '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d',
  publicKey: '0xd43593c715fdd31c61141abd04a99fd6822c8558854ccde39a5684e7a56da27d',
  privateKey:
    '0x33a6f3093f158a7109f679410bef1a0c54168145e0cecb4df006c1c2fffb1f09925a225d97aa00682d6a59b95b18780c10d7032336e88f3442b42361f4a66011',
  secretSeed: '0xe5be9a5092b81bca64be81d212e7f2f9eba183bb7a90954f7b76361f6edb5c0a',
  ss58Address: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY',
};
const PHRASE = 'bottom drive obey lake curtain smoke basket hold race lonely fit walk';
const PHRASE_ADDRESS = '5DfhGyQdFobKM8NsWvEeAKk5EQQgYe9AydgJ7rMB6E1EqRzV';

let path: string;
const location = () => ({ path, name: 'team', hotkey: 'worker' });

beforeEach(async () => {
  path = await mkdtemp(join(tmpdir(), 'naschain-wallet-'));
});
afterEach(() => rm(path, { recursive: true, force: true }));

async function write(content: unknown, mode = 0o600): Promise<string> {
  const file = hotkeyFile(location(), '/');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, typeof content === 'string' ? content : JSON.stringify(content), { mode });
  return file;
}

async function errorOf(content: unknown): Promise<WalletError> {
  await write(content);
  const error = await loadHotkey(location()).catch((caught: unknown) => caught);
  if (!(error instanceof WalletError)) throw new Error(`expected a WalletError, got ${inspect(error)}`);
  return error;
}

async function expectSigns(address: string): Promise<void> {
  const hotkey = await loadHotkey(location());
  expect(hotkey.address).toBe(address);
  const message = new TextEncoder().encode('hello');
  expect(verifySignature(address, message, hotkey.sign(message))).toBe(true);
}

describe('loading', () => {
  it('takes the phrase', async () => {
    await write({ secretPhrase: PHRASE, secretSeed: null, ss58Address: PHRASE_ADDRESS });
    await expectSigns(PHRASE_ADDRESS);
  });

  it('takes the seed, with or without 0x', async () => {
    await write({ secretSeed: ALICE.secretSeed, ss58Address: ALICE.ss58Address });
    await expectSigns(ALICE.ss58Address);
    await write({ secretSeed: ALICE.secretSeed.slice(2), ss58Address: ALICE.ss58Address });
    await expectSigns(ALICE.ss58Address);
  });

  it("takes the private key, whose scalar is an eighth of polkadot-js's", async () => {
    await write({ privateKey: ALICE.privateKey, ss58Address: ALICE.ss58Address });
    await expectSigns(ALICE.ss58Address);
  });

  it('ignores keys that it does not know', async () => {
    await write({ ...ALICE, version: 4 });
    await expectSigns(ALICE.ss58Address);
  });

  it('prefers phrase to seed to private key: the preferred one decides, even when it is wrong', async () => {
    const other = `0x${'11'.repeat(32)}`;
    await write({ ...ALICE, secretSeed: ALICE.secretSeed, privateKey: `0x${'01'.repeat(64)}` });
    await expectSigns(ALICE.ss58Address);
    expect((await errorOf({ ...ALICE, secretSeed: other })).code).toBe('keyMismatch');
    expect((await errorOf({ ...ALICE, secretPhrase: PHRASE })).code).toBe('keyMismatch');
  });

  it.each([
    ['address only', { ss58Address: ALICE.ss58Address, publicKey: ALICE.publicKey }, 'addressOnly'],
    ['another public key', { ...ALICE, publicKey: `0x${'00'.repeat(32)}` }, 'keyMismatch'],
    [
      'a private key of another account',
      { ...ALICE, secretSeed: null, ss58Address: PHRASE_ADDRESS, publicKey: null, accountId: null },
      'keyMismatch',
    ],
    [
      'a scalar that is too large',
      { privateKey: `0x${'ff'.repeat(64)}`, ss58Address: ALICE.ss58Address },
      'malformed',
    ],
    ['no address', { secretSeed: ALICE.secretSeed }, 'malformed'],
    [
      'an address of another network',
      { secretSeed: ALICE.secretSeed, ss58Address: '15oF4uVJwmo4TdGW7VfQxNLavjCXviqxT9S1MgbjMNHr6Sp5' },
      'malformed',
    ],
    ['a misspelt phrase', { secretPhrase: `${PHRASE} extra`, ss58Address: PHRASE_ADDRESS }, 'malformed'],
    ['no JSON', `${PHRASE}`, 'malformed'],
    ['an encrypted file', `$NACL${'x'.repeat(100)}`, 'encrypted'],
    ['a huge file', `{"x":"${'y'.repeat(70_000)}"}`, 'malformed'],
  ])('%s: refused', async (_name, content, code) => {
    expect((await errorOf(content)).code).toBe(code);
  });

  it('a missing file and an unreadable one are different', async () => {
    await expect(loadHotkey(location())).rejects.toMatchObject({ code: 'notFound' });
    await mkdir(hotkeyFile(location(), '/'), { recursive: true });
    await expect(loadHotkey(location())).rejects.toMatchObject({ code: 'inaccessible' });
  });

  it('names cannot lead out of the folder', async () => {
    for (const name of ['..', 'a/b', '', '.hidden', 'a\0'])
      await expect(loadHotkey({ ...location(), hotkey: name })).rejects.toMatchObject({ code: 'badName' });
  });

  it('warns of a file that others can read', async () => {
    const warnings: string[] = [];
    const onWarning = (message: string) => warnings.push(message);
    const file = await write(ALICE);
    await loadHotkey(location(), { onWarning });
    expect(warnings).toEqual([]);
    await chmod(file, 0o644);
    await loadHotkey(location(), { onWarning });
    expect(warnings).toEqual([expect.stringContaining('chmod 600')]);
  });

  it('no error and no hotkey shows a secret', async () => {
    const secrets = [PHRASE, 'bottom drive', ALICE.secretSeed.slice(2, 20), ALICE.privateKey.slice(2, 20)];
    const contents = [
      `${JSON.stringify({ ...ALICE, secretPhrase: PHRASE })}!`,
      PHRASE,
      { ...ALICE, secretPhrase: PHRASE },
      { ...ALICE, secretPhrase: `${PHRASE} extra` },
      { ...ALICE, secretSeed: `${ALICE.secretSeed}00` },
    ];
    const shown = [];
    for (const content of contents) {
      const error = await errorOf(content);
      shown.push(inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error));
    }
    await write(ALICE);
    shown.push(inspect(await loadHotkey(location()), { depth: 10, showHidden: true }));
    for (const secret of secrets) expect(shown.join('\n')).not.toContain(secret);
  });
});

describe('creating', () => {
  it('writes what Bittensor reads: every form of the key, one line, for the owner alone', async () => {
    const hotkey = await createHotkey(location());
    const text = await readFile(hotkey.file, 'utf8');
    expect(text).not.toContain('\n');
    const content = JSON.parse(text);
    expect(content.secretPhrase.split(' ')).toHaveLength(12);
    const pair = new Keyring({ type: 'sr25519', ss58Format: 42 }).addFromMnemonic(content.secretPhrase);
    expect(content.ss58Address).toBe(pair.address);
    expect(hotkey.address).toBe(pair.address);
    expect((await stat(hotkey.file)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(hotkey.file))).mode & 0o777).toBe(0o700);
    expect(await readdir(dirname(hotkey.file))).toEqual(['worker']);
    for (const form of ['secretPhrase', 'secretSeed', 'privateKey']) {
      await writeFile(hotkey.file, JSON.stringify({ [form]: content[form], ss58Address: pair.address }));
      await expectSigns(pair.address);
    }
  });

  it('never overwrites', async () => {
    const file = await write('precious');
    await expect(createHotkey(location())).rejects.toMatchObject({ code: 'exists' });
    expect(await readFile(file, 'utf8')).toBe('precious');
  });

  it('a damaged file is an error, not a reason for a new key', async () => {
    await write('{');
    await expect(loadOrCreateHotkey(location())).rejects.toMatchObject({ code: 'malformed' });
  });

  it('of many at once, one creates and all get the same key', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => loadOrCreateHotkey(location())));
    expect(all.filter((one) => one.created)).toHaveLength(1);
    expect(new Set(all.map((one) => one.hotkey.address)).size).toBe(1);
    expect(await readdir(join(path, 'team', 'hotkeys'))).toEqual(['worker']);
  });

  it('~ is the home folder', () => {
    expect(hotkeyFile({ path: '~/.bittensor/wallets', name: 'a', hotkey: 'b' }, '/home/me')).toBe(
      '/home/me/.bittensor/wallets/a/hotkeys/b',
    );
  });
});

describe('forms of the secret key', () => {
  it('convert both ways', () => {
    const spCore = Uint8Array.from(Buffer.from(ALICE.privateKey.slice(2), 'hex'));
    const secret = secretFromSpCore(spCore);
    expect(
      Buffer.from(secret ?? [])
        .toString('hex')
        .slice(0, 16),
    ).toBe('98319d4ff8a9508c');
    expect(secretToSpCore(secret ?? new Uint8Array())).toEqual(spCore);
  });
});
