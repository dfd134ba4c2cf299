import { networkView, searchView } from '@naschain/database';
import { idSchema, searchConfigSchema } from '@naschain/protocol';
import { z } from 'zod';
import { operatorProcedure, publicProcedure, router } from './trpc.ts';

const searchRef = z.strictObject({ searchId: idSchema });

export const searchRouter = router({
  list: publicProcedure.query(async ({ ctx }) => (await networkView(ctx.database)).searches),
  view: publicProcedure.input(searchRef).query(({ ctx, input }) => searchView(ctx.database, input.searchId)),
  create: operatorProcedure.input(searchConfigSchema).mutation(async ({ ctx, input }) => ({
    searchId: await ctx.searches.create(input),
  })),
  cancel: operatorProcedure.input(searchRef).mutation(async ({ ctx, input }) => {
    await ctx.searches.cancel(input.searchId);
    return { cancelled: true as const };
  }),
});
