import { AppError, type AppErrorCode } from '@naschain/protocol';
import { initTRPC, TRPCError } from '@trpc/server';
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/unstable-core-do-not-import';
import { ZodError, z } from 'zod';
import type { Context } from './context.ts';
import { toAppError } from './toAppError.ts';

/** The one table from our codes to tRPC's, and through tRPC to HTTP's. */
export const TRPC_CODE: Record<AppErrorCode, TRPC_ERROR_CODE_KEY> = {
  'bad-request': 'BAD_REQUEST',
  unauthenticated: 'UNAUTHORIZED',
  forbidden: 'FORBIDDEN',
  'not-found': 'NOT_FOUND',
  conflict: 'CONFLICT',
  'payload-too-large': 'PAYLOAD_TOO_LARGE',
  'too-many-requests': 'TOO_MANY_REQUESTS',
  unavailable: 'SERVICE_UNAVAILABLE',
  internal: 'INTERNAL_SERVER_ERROR',
};

const t = initTRPC.context<Context>().create({
  errorFormatter({ shape, error }) {
    const cause = error.cause;
    if (cause instanceof AppError) {
      return {
        ...shape,
        message: cause.message,
        data: { ...shape.data, stack: undefined, naschain: { code: cause.code, retryable: cause.retryable } },
      };
    }
    const message = cause instanceof ZodError ? z.prettifyError(cause) : shape.message;
    const code: AppErrorCode = error.code === 'NOT_FOUND' ? 'not-found' : 'bad-request';
    return {
      ...shape,
      message,
      data: { ...shape.data, stack: undefined, naschain: { code, retryable: false } },
    };
  },
});

export const router = t.router;

/** Any procedure: what it throws leaves as an `AppError` with a code from the table, and the log has the cause. */
const base = t.procedure.use(async ({ ctx, path, next }) => {
  const result = await next();
  if (result.ok) return result;
  // What tRPC itself refuses (no JSON, wrong method, an input against the schema) is told by the formatter.
  if (result.error.code !== 'INTERNAL_SERVER_ERROR') return result;
  const original = result.error.cause;
  const error = toAppError(original ?? result.error);
  if (error.code === 'internal') ctx.log.error({ err: original ?? result.error, path }, 'procedure failed');
  throw new TRPCError({ code: TRPC_CODE[error.code], message: error.message, cause: error });
});

export const publicProcedure = base;

/** A request signed by a hotkey (btauth/1). */
export const hotkeyProcedure = base.use(({ ctx, next }) => {
  if (ctx.caller.kind === 'hotkey') return next({ ctx: { ...ctx, hotkey: ctx.caller.hotkey } });
  throw new AppError('unauthenticated', 'Sign the request with your hotkey (btauth/1).');
});

/** A request that carries the operator's token. */
export const operatorProcedure = base.use(({ ctx, next }) => {
  if (ctx.caller.kind === 'operator') return next({ ctx });
  throw new AppError(
    'forbidden',
    'Only the operator may do this: send the operator token as a bearer token.',
  );
});
