import { DATABASE_ERROR_CODES, DatabaseError } from '@naschain/database';
import { APP_ERROR_CODES, AppError } from '@naschain/protocol';
import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { describe, expect, it } from 'vitest';
import { toAppError } from './toAppError.ts';
import { TRPC_CODE } from './trpc.ts';

describe('errors', () => {
  it('have an HTTP status of their own kind for every code', () => {
    const status = (code: (typeof APP_ERROR_CODES)[number]) =>
      getHTTPStatusCodeFromError(new TRPCError({ code: TRPC_CODE[code] }));
    expect(Object.fromEntries(APP_ERROR_CODES.map((code) => [code, status(code)]))).toEqual({
      'bad-request': 400,
      unauthenticated: 401,
      forbidden: 403,
      'not-found': 404,
      conflict: 409,
      'payload-too-large': 413,
      'too-many-requests': 429,
      unavailable: 503,
      internal: 500,
    });
  });

  it('of the database become errors of the API, and tell nothing of the inside', () => {
    for (const code of DATABASE_ERROR_CODES) {
      const error = toAppError(new DatabaseError(code, 'the text of it'));
      expect(APP_ERROR_CODES).toContain(error.code);
      const shown = error.message.includes('the text of it');
      expect(shown, code).toBe(code === 'not-found' || code === 'conflict');
    }
  });

  it('that nobody foresaw become internal without their text', () => {
    const error = toAppError(new Error('password=hunter2'));
    expect(error).toMatchObject({ code: 'internal', retryable: true });
    expect(error.message).not.toContain('hunter2');
    expect(toAppError(new AppError('conflict', 'mine')).message).toBe('mine');
  });
});
