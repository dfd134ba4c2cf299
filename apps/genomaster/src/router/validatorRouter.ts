import { closedBatches } from '@naschain/database';
import {
  batchesRequestSchema,
  batchesResponseSchema,
  reportWeightsRequestSchema,
  reportWeightsResponseSchema,
} from '@naschain/protocol';
import { hotkeyProcedure, router } from './trpc.ts';

export const validatorRouter = router({
  batches: hotkeyProcedure
    .input(batchesRequestSchema)
    .output(batchesResponseSchema)
    .query(async ({ ctx, input }) => ({
      v: 1 as const,
      batches: await closedBatches(ctx.database, { afterCursor: input.afterCursor, limit: input.limit }),
    })),
  reportWeights: hotkeyProcedure
    .input(reportWeightsRequestSchema)
    .output(reportWeightsResponseSchema)
    .mutation(async ({ ctx, input }) => {
      await ctx.coordinator.reportWeights(ctx.hotkey, input);
      return { v: 1 as const, accepted: true as const };
    }),
});
