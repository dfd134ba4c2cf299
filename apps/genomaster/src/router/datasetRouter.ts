import { listDatasets, putDataset } from '@naschain/database';
import { openDataset } from '@naschain/datasets';
import { AppError, sha256Schema } from '@naschain/protocol';
import { z } from 'zod';
import { operatorProcedure, router } from './trpc.ts';

const registerDatasetSchema = z.strictObject({
  sha256: sha256Schema,
  visibility: z.enum(['public', 'private']),
});

export const datasetRouter = router({
  list: operatorProcedure.query(({ ctx }) => listDatasets(ctx.database)),
  /** Makes a dataset of the blob store known, after checking the file against its hash and format. */
  register: operatorProcedure.input(registerDatasetSchema).mutation(async ({ ctx, input }) => {
    const { sha256, visibility } = input;
    if (!(await ctx.blobs.verify(sha256))) {
      throw new AppError(
        'not-found',
        `The blob store has no intact file ${sha256}; import the dataset first.`,
      );
    }
    const dataset = await openDataset(ctx.blobs.path(sha256));
    await putDataset(ctx.database, {
      sha256,
      name: dataset.header.name,
      header: dataset.header,
      bytes: (await ctx.blobs.size(sha256)) ?? 0,
      visibility,
    });
    return { sha256 };
  }),
});
