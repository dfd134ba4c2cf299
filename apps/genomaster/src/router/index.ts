import { networkView, readEvents, streamHead } from '@naschain/database';
import { streamSchema } from '@naschain/protocol';
import { z } from 'zod';
import { datasetRouter } from './datasetRouter.ts';
import { minerRouter } from './minerRouter.ts';
import { searchRouter } from './searchRouter.ts';
import { publicProcedure, router } from './trpc.ts';
import { validatorRouter } from './validatorRouter.ts';

const eventsRequest = z.strictObject({
  stream: streamSchema,
  afterSeq: z.int().min(0),
  limit: z.int().min(1).max(1000),
});

export const appRouter = router({
  miner: minerRouter,
  validator: validatorRouter,
  search: searchRouter,
  network: router({ view: publicProcedure.query(({ ctx }) => networkView(ctx.database)) }),
  dataset: datasetRouter,
  events: router({
    since: publicProcedure.input(eventsRequest).query(async ({ ctx, input }) => ({
      events: await readEvents(ctx.database, input),
      head: await streamHead(ctx.database, input.stream),
    })),
  }),
});

/** The API as clients type it. */
export type AppRouter = typeof appRouter;
