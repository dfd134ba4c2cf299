import { jobRecord, networkView, searchView } from '@naschain/database';
import { idSchema, recordSchema, searchConfigSchema } from '@naschain/protocol';
import { z } from 'zod';
import { operatorProcedure, publicProcedure, router } from './trpc.ts';

const searchRef = z.strictObject({ searchId: idSchema });

export const searchRouter = router({
  list: publicProcedure.query(async ({ ctx }) => (await networkView(ctx.database)).searches),
  view: publicProcedure.input(searchRef).query(({ ctx, input }) => searchView(ctx.database, input.searchId)),
  /** The agreed result of a job, for whoever wants to check it. */
  record: publicProcedure
    .input(z.strictObject({ jobId: idSchema }))
    .output(recordSchema)
    .query(({ ctx, input }) => jobRecord(ctx.database, input.jobId)),
  create: operatorProcedure.input(searchConfigSchema).mutation(async ({ ctx, input }) => ({
    searchId: await ctx.searches.create(input),
  })),
  cancel: operatorProcedure.input(searchRef).mutation(async ({ ctx, input }) => {
    await ctx.searches.cancel(input.searchId);
    return { cancelled: true as const };
  }),
});
