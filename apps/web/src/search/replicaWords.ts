import type { AssignmentState } from '@naschain/protocol';
import {
  CircleCheck,
  CircleDot,
  CircleSlash,
  CircleX,
  Lock,
  type LucideIcon,
  TimerOff,
  Undo2,
} from 'lucide-react';

interface ReplicaLook {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly tone: string;
  readonly meaning: string;
}

/** How each state of a replica is shown. */
export const REPLICA_LOOK: Record<AssignmentState, ReplicaLook> = {
  leased: { word: 'training', icon: CircleDot, tone: 'text-accent', meaning: 'the miner is training it' },
  submitted: {
    word: 'sealed',
    icon: Lock,
    tone: 'text-ink',
    meaning: 'the result is in; its values stay hidden until the job closes',
  },
  agreed: { word: 'agreed', icon: CircleCheck, tone: 'text-ink', meaning: 'the result equals the others' },
  rejected: { word: 'rejected', icon: CircleX, tone: 'text-bad', meaning: 'the result does not count' },
  expired: {
    word: 'expired',
    icon: TimerOff,
    tone: 'text-warn',
    meaning: 'the miner fell silent; the seat was freed',
  },
  returned: { word: 'returned', icon: Undo2, tone: 'text-soft', meaning: 'the miner gave it back' },
  revoked: {
    word: 'revoked',
    icon: CircleSlash,
    tone: 'text-soft',
    meaning: 'no longer needed; nobody is blamed',
  },
};

/** States in which a replica holds one of its job's seats. */
const SEATED: ReadonlySet<AssignmentState> = new Set(['leased', 'submitted', 'agreed']);

/** Seats of an open job that no miner has taken. */
export function freeSeats(job: {
  readonly state: string;
  readonly seats: number;
  readonly assignments: readonly { readonly state: AssignmentState }[];
}): number {
  if (job.state !== 'open') return 0;
  const taken = job.assignments.filter((assignment) => SEATED.has(assignment.state)).length;
  return Math.max(0, job.seats - taken);
}
