'use client';

import type { ReactElement } from 'react';

interface ErrorPageProps {
  readonly error: Error;
  readonly reset: () => void;
}

/** A page that could not be drawn: says so and offers to draw it again. */
export default function ErrorPage({ error, reset }: ErrorPageProps): ReactElement {
  return (
    <div role="alert" className="panel mx-auto mt-16 max-w-[560px] p-8">
      <h1 className="text-lg font-medium">This page could not be drawn</h1>
      <p className="mt-3 break-words text-soft">{error.message}</p>
      <button
        type="button"
        onClick={reset}
        className="mt-6 h-10 rounded-md border border-line-strong px-4 font-medium hover:border-soft"
      >
        Draw it again
      </button>
    </div>
  );
}
