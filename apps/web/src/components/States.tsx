'use client';

import { CircleAlert, Telescope } from 'lucide-react';
import Link from 'next/link';
import type { ReactElement, ReactNode } from 'react';
import { useGenomasterAddress } from '../live/LiveProvider.tsx';

const BUTTON =
  'inline-flex h-10 items-center rounded-md border border-line-strong px-4 font-medium hover:border-soft';

/** Nothing here yet: says what will appear and how to make it appear. */
export function Empty({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <div className="px-6 py-10 text-center">
      <p className="font-medium">{title}</p>
      <div className="mx-auto mt-2 max-w-[56ch] text-soft">{children}</div>
    </div>
  );
}

/** The data could not be had: says why, where it was asked for, and lets the reader try again. */
export function Failed({ message, retry }: { message: string; retry: () => void }): ReactElement {
  const address = useGenomasterAddress();
  return (
    <div role="alert" className="panel mx-auto mt-16 max-w-[560px] p-8">
      <h1 className="flex items-center gap-2 text-lg font-medium">
        <CircleAlert size={16} className="text-bad" aria-hidden />
        This view could not be loaded
      </h1>
      <p className="mt-3 text-soft">
        The page asked the Genomaster at{' '}
        <span className="break-all font-mono text-[13px] text-ink">{address}</span> and got:{' '}
        <span className="break-words text-ink">{message}</span>
      </p>
      <p className="mt-2 text-soft">Check that it runs there. The page also tries again by itself.</p>
      <div className="mt-6 flex gap-3">
        <button type="button" onClick={retry} className={BUTTON}>
          Try again
        </button>
      </div>
    </div>
  );
}

/** The address is wrong. */
export function NotFound({ title, children }: { title: string; children: ReactNode }): ReactElement {
  return (
    <div className="mx-auto mt-16 max-w-[560px] text-center">
      <Telescope size={16} className="mx-auto text-soft" aria-hidden />
      <h1 className="mt-4 text-lg font-medium">{title}</h1>
      <p className="mt-2 text-soft">{children}</p>
      <Link href="/" className={`mt-6 ${BUTTON}`}>
        Back to the overview
      </Link>
    </div>
  );
}

/** A grey shape in place of what is being loaded. */
export function Skeleton({ className }: { className: string }): ReactElement {
  return <div aria-hidden="true" className={`skeleton ${className}`} />;
}
