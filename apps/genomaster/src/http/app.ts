import { AppError } from '@naschain/protocol';
import { TRPCError } from '@trpc/server';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { Hono, type Context as HonoContext } from 'hono';
import { compress } from 'hono/compress';
import { cors } from 'hono/cors';
import type { Services } from '../router/context.ts';
import { appRouter } from '../router/index.ts';
import { toAppError } from '../router/toAppError.ts';
import { TRPC_CODE } from '../router/trpc.ts';
import { type AuthenticationOptions, authenticate } from './authenticate.ts';
import { serveDataset } from './datasetRoute.ts';
import { readBody } from './readBody.ts';

/** A signed result with a thousand epochs is about 150 kB. */
const MAX_BODY_BYTES = 1024 * 1024;

export interface HttpOptions {
  readonly services: Services;
  readonly authentication: AuthenticationOptions;
  readonly ready: () => boolean;
}

/** The Genomaster's HTTP face: `/trpc`, `/datasets/:sha256`, `/healthz`, `/readyz`. */
export function createApp(options: HttpOptions): Hono {
  const { services } = options;
  const app = new Hono();
  app.use('*', cors({ origin: '*', exposeHeaders: ['content-range', 'accept-ranges', 'etag'] }));
  app.use('/trpc/*', compress());
  app.get('/healthz', (c) => c.json({ ok: true }));
  app.get('/readyz', (c) => c.json({ ready: options.ready() }, options.ready() ? 200 : 503));
  app.get('/datasets/:sha256', async (c) => {
    const caller = authenticate(wireRequest(c, new Uint8Array(0)), options.authentication);
    return serveDataset(c.req.raw, c.req.param('sha256'), caller, services);
  });
  app.all('/trpc/*', async (c) => {
    const body = await readBody(c.req.raw, MAX_BODY_BYTES);
    const caller = authenticate(wireRequest(c, body), options.authentication);
    const { method, headers, url } = c.req.raw;
    const req = new Request(url, { method, headers, ...(method === 'POST' ? { body } : {}) });
    return fetchRequestHandler({
      endpoint: '/trpc',
      req,
      router: appRouter,
      allowMethodOverride: true,
      maxBatchSize: 20,
      createContext: () => ({ ...services, caller }),
    });
  });
  app.notFound((c) => errorResponse(c, new AppError('not-found', 'There is nothing at this address.')));
  app.onError((error, c) => {
    const known = toAppError(error);
    if (known.code === 'internal') services.log.error({ err: error, path: c.req.path }, 'request failed');
    return errorResponse(c, known);
  });
  return app;
}

function wireRequest(c: HonoContext, body: Uint8Array) {
  const url = new URL(c.req.url);
  return { method: c.req.method, path: url.pathname + url.search, headers: c.req.raw.headers, body };
}

/** Errors from outside a procedure, in the same form as a procedure's. */
function errorResponse(c: HonoContext, error: AppError): Response {
  const status = getHTTPStatusCodeFromError(
    new TRPCError({ code: TRPC_CODE[error.code], message: error.message }),
  );
  const naschain = { code: error.code, retryable: error.retryable };
  const body = {
    error: {
      message: error.message,
      code: -32600,
      data: { code: TRPC_CODE[error.code], httpStatus: status, naschain },
    },
  };
  return c.newResponse(JSON.stringify(body), status as 400, { 'content-type': 'application/json' });
}
