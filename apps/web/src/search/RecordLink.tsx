'use client';

import type { JobView } from '@naschain/protocol';
import { Download } from 'lucide-react';
import { type ReactElement, useState } from 'react';
import { useFetchRecord } from '../live/LiveProvider.tsx';
import { saveFile } from '../live/saveFile.ts';
import { recordFile } from './recordFile.ts';

const MEANING =
  'The result with everything that it follows from, and the miners’ signatures: train it again with npm run verify.';

/** Saves the record of an agreed job. */
export function RecordLink({ job }: { readonly job: JobView }): ReactElement | null {
  const fetchRecord = useFetchRecord();
  const [state, setState] = useState<'idle' | 'fetching' | 'failed'>('idle');
  if (job.state !== 'agreed' || fetchRecord === null) return null;
  const save = async (): Promise<void> => {
    setState('fetching');
    try {
      saveFile(recordFile(await fetchRecord(job.jobId)));
      setState('idle');
    } catch {
      setState('failed');
    }
  };
  return (
    <p className="mt-2 text-[13px]">
      <button
        type="button"
        data-testid="record-link"
        title={MEANING}
        disabled={state === 'fetching'}
        onClick={() => void save()}
        className="inline-flex items-center gap-1.5 rounded underline decoration-line-strong underline-offset-4 hover:decoration-soft"
      >
        <Download size={13} aria-hidden />
        Download record
      </button>
      <span role="status" className="ml-2 text-bad">
        {state === 'failed' && 'It could not be fetched; try again.'}
      </span>
    </p>
  );
}
