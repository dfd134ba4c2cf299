import {
  giveBackRequestSchema,
  giveBackResponseSchema,
  heartbeatRequestSchema,
  heartbeatResponseSchema,
  leaseRequestSchema,
  leaseResponseSchema,
  registerRequestSchema,
  registerResponseSchema,
  submitRequestSchema,
  submitResponseSchema,
} from '@naschain/protocol';
import { hotkeyProcedure, router } from './trpc.ts';

export const minerRouter = router({
  register: hotkeyProcedure
    .input(registerRequestSchema)
    .output(registerResponseSchema)
    .mutation(({ ctx, input }) => ctx.coordinator.register(ctx.hotkey, input)),
  lease: hotkeyProcedure
    .input(leaseRequestSchema)
    .output(leaseResponseSchema)
    .mutation(({ ctx, input }) => ctx.coordinator.lease(ctx.hotkey, input)),
  heartbeat: hotkeyProcedure
    .input(heartbeatRequestSchema)
    .output(heartbeatResponseSchema)
    .mutation(({ ctx, input }) => ctx.coordinator.heartbeat(ctx.hotkey, input)),
  submit: hotkeyProcedure
    .input(submitRequestSchema)
    .output(submitResponseSchema)
    .mutation(({ ctx, input }) => ctx.coordinator.submit(ctx.hotkey, input)),
  giveBack: hotkeyProcedure
    .input(giveBackRequestSchema)
    .output(giveBackResponseSchema)
    .mutation(({ ctx, input }) => ctx.coordinator.giveBack(ctx.hotkey, input)),
});
