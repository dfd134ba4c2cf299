import { Readable } from 'node:stream';
import { mayReadDataset } from '@naschain/database';
import { AppError, sha256Schema } from '@naschain/protocol';
import type { Caller, Services } from '../router/context.ts';

export type Range = { readonly start: number; readonly end: number };

/**
 * Parses a single-range `Range` header (RFC 9110, section 14). `end` is inclusive.
 * @returns null when the whole is wanted (no header, or a form that may be ignored), `unsatisfiable` for status 416
 */
export function parseRange(header: string | null, size: number): Range | null | 'unsatisfiable' {
  const match = header === null ? null : /^bytes=(\d*)-(\d*)$/.exec(header.trim());
  if (match === null || (match[1] === '' && match[2] === '')) return null;
  const [first = '', last = ''] = match.slice(1);
  if (first === '') {
    const length = Math.min(Number(last), size);
    return length === 0 ? 'unsatisfiable' : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (start >= size || end < start) return 'unsatisfiable';
  return { start, end };
}

/** Serves a dataset's bytes by hash to those who may have them, whole or from where a download was cut. */
export async function serveDataset(
  request: Request,
  sha256: string,
  caller: Caller,
  { database, blobs }: Services,
): Promise<Response> {
  const notFound = () => new AppError('not-found', 'There is no such dataset, or it is not yours to read.');
  if (!sha256Schema.safeParse(sha256).success) throw notFound();
  const hotkey = caller.kind === 'hotkey' ? caller.hotkey : null;
  const allowed = caller.kind === 'operator' || (await mayReadDataset(database, { sha256, hotkey }));
  const size = allowed ? await blobs.size(sha256) : null;
  if (size === null) throw notFound();
  const headers = {
    'accept-ranges': 'bytes',
    'content-type': 'application/octet-stream',
    etag: `"${sha256}"`,
    'cache-control': 'private, max-age=31536000, immutable',
  };
  const range = parseRange(request.headers.get('range'), size);
  if (range === 'unsatisfiable') {
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } });
  }
  const { start, end } = range ?? { start: 0, end: size - 1 };
  const body = Readable.toWeb(blobs.stream(sha256, { start, end })) as ReadableStream;
  const length = String(end - start + 1);
  if (range === null)
    return new Response(body, { status: 200, headers: { ...headers, 'content-length': length } });
  return new Response(body, {
    status: 206,
    headers: { ...headers, 'content-length': length, 'content-range': `bytes ${start}-${end}/${size}` },
  });
}
