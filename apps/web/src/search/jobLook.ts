import type { JobView } from '@naschain/protocol';
import { CircleCheck, CircleDashed, CircleDot, CircleX, type LucideIcon } from 'lucide-react';
import { isInTraining } from './jobOrder.ts';

interface JobLook {
  readonly word: string;
  readonly icon: LucideIcon;
  readonly tone: string;
}

/** How the state of a job is shown; an open one is queued until a miner takes a seat in it. */
export function jobLook(job: JobView): JobLook {
  switch (job.state) {
    case 'agreed':
      return { word: 'agreed', icon: CircleCheck, tone: 'text-ink' };
    case 'failed':
      return { word: 'failed', icon: CircleX, tone: 'text-bad' };
    case 'open':
      return isInTraining(job)
        ? { word: 'in training', icon: CircleDot, tone: 'text-accent' }
        : { word: 'queued', icon: CircleDashed, tone: 'text-soft' };
  }
}
