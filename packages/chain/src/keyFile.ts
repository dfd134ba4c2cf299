import {
  createSigner,
  decodeHotkey,
  encodeHotkey,
  type KeyPair,
  verifySignature,
} from '@naschain/protocol/signing';
import { hexToU8a, u8aToHex } from '@polkadot/util';
import { mnemonicToMiniSecret, mnemonicValidate, sr25519PairFromSeed } from '@polkadot/util-crypto';
import { z } from 'zod';
import { secretFromSpCore, secretToSpCore } from './secretKey.ts';
import { WalletError } from './walletError.ts';

const hex = (bytes: number) => z.string().regex(new RegExp(`^(0x)?[0-9a-fA-F]{${bytes * 2}}$`));

/** Bittensor's own format, so unknown keys are let through: other versions of its tools write more. */
const keyFileSchema = z.object({
  accountId: hex(32).nullish(),
  publicKey: hex(32).nullish(),
  privateKey: hex(64).nullish(),
  secretPhrase: z.string().min(1).max(500).nullish(),
  secretSeed: hex(32).nullish(),
  ss58Address: z.string(),
});

/** First bytes of the encrypted forms that Bittensor's tools have written. */
const ENCRYPTED = ['$NACL', '$ANSIBLE_VAULT', 'gAAAAA'];

/**
 * The key pair in the text of a key file. Precedence as in Bittensor's tools: phrase, seed, private key.
 * @throws WalletError `encrypted`, `malformed`, `addressOnly`, `keyMismatch`
 */
export function readKeyFile(file: string, text: string): KeyPair {
  if (ENCRYPTED.some((mark) => text.startsWith(mark)))
    throw new WalletError(
      'encrypted',
      file,
      "the hotkey is encrypted, which is not supported yet; use an unencrypted hotkey (Bittensor's default)",
    );
  const parsed = keyFileSchema.safeParse(parseJson(file, text));
  if (!parsed.success) {
    const fields = [...new Set(parsed.error.issues.map((issue) => issue.path.join('.') || 'the whole file'))];
    throw new WalletError('malformed', file, `not a Bittensor key file (wrong: ${fields.join(', ')})`);
  }
  const { ss58Address, secretPhrase, secretSeed, privateKey, publicKey, accountId } = parsed.data;
  const address = decodeHotkey(ss58Address);
  if (address === null) throw new WalletError('malformed', file, 'ss58Address is not an address (prefix 42)');
  for (const stated of [publicKey, accountId])
    if (stated && encodeHotkey(toBytes(stated)) !== ss58Address) throw mismatch(file, ss58Address);
  const pair = secretPhrase
    ? pairFromPhrase(file, secretPhrase)
    : secretSeed
      ? sr25519PairFromSeed(toBytes(secretSeed))
      : privateKey
        ? pairFromPrivateKey(file, toBytes(privateKey), address)
        : null;
  if (pair === null)
    throw new WalletError('addressOnly', file, `holds only the address ${ss58Address}, no key to sign with`);
  if (encodeHotkey(pair.publicKey) !== ss58Address || !belongTogether(pair))
    throw mismatch(file, ss58Address);
  return pair;
}

/** The one line of a key file, as Bittensor's tools write it for a new hotkey. @throws WalletError `malformed` for a bad phrase */
export function writeKeyFile(file: string, phrase: string): string {
  const pair = pairFromPhrase(file, phrase);
  const publicKey = u8aToHex(pair.publicKey);
  return JSON.stringify({
    accountId: publicKey,
    publicKey,
    privateKey: u8aToHex(secretToSpCore(pair.secretKey)),
    secretPhrase: phrase,
    secretSeed: u8aToHex(mnemonicToMiniSecret(phrase)),
    ss58Address: encodeHotkey(pair.publicKey),
  });
}

function parseJson(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new WalletError('malformed', file, 'not a Bittensor key file (not JSON)');
  }
}

function toBytes(hexText: string): Uint8Array {
  return hexToU8a(hexText.startsWith('0x') ? hexText : `0x${hexText}`);
}

function pairFromPhrase(file: string, phrase: string): KeyPair {
  if (!mnemonicValidate(phrase))
    throw new WalletError('malformed', file, 'secretPhrase is not a BIP-39 phrase (word or checksum wrong)');
  return sr25519PairFromSeed(mnemonicToMiniSecret(phrase));
}

function pairFromPrivateKey(file: string, privateKey: Uint8Array, publicKey: Uint8Array): KeyPair {
  const secretKey = secretFromSpCore(privateKey);
  if (secretKey === null) throw new WalletError('malformed', file, 'privateKey is not an sr25519 secret key');
  return { publicKey, secretKey };
}

/** A signature verifies under the public key only if the secret key is its own. */
function belongTogether(pair: KeyPair): boolean {
  const signer = createSigner(pair);
  const message = new TextEncoder().encode('naschain/key-check');
  return verifySignature(signer.address, message, signer.sign(message));
}

function mismatch(file: string, address: string): WalletError {
  return new WalletError('keyMismatch', file, `the key in the file is not the key of ${address}`);
}
