import { z } from 'zod';

/** Why a result does not count. The text shown to people is in `REJECTION_TEXT`. */
export const REJECTION_REASONS = [
  'malformed',
  'badSignature',
  'wrongSpec',
  'paramsMismatch',
  'flopsMismatch',
  'curveMismatch',
  'chainMismatch',
  'digestMismatch',
  'accuracyMismatch',
  'classMismatch',
] as const;
export const rejectionReasonSchema = z.enum(REJECTION_REASONS);
export type RejectionReason = z.infer<typeof rejectionReasonSchema>;

export const REJECTION_TEXT: Record<RejectionReason, string> = {
  malformed: 'the result does not follow the schema',
  badSignature: 'the signature does not belong to the hotkey',
  wrongSpec: 'the result is for another job',
  paramsMismatch: 'the parameter count is not the network’s',
  flopsMismatch: 'the FLOPs are not the network’s',
  curveMismatch: 'the learning curve contradicts the result or the recipe',
  chainMismatch: 'its first epochs are not those of the shorter training that it continues',
  digestMismatch: 'the weights digest differs from the agreed one',
  accuracyMismatch: 'the accuracy differs from the agreed one',
  classMismatch: 'the numeric class differs from the agreed one',
};
