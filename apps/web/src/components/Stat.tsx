import type { ReactElement, ReactNode } from 'react';

interface StatProps {
  readonly label: string;
  readonly children: ReactNode;
  readonly note?: ReactNode;
}

/** One reading of an instrument: label, value, and what it rests on. */
export function Stat({ label, children, note }: StatProps): ReactElement {
  return (
    <div className="min-w-0">
      <dt className="text-[13px] text-soft">{label}</dt>
      <dd className="mt-1 text-xl font-medium tracking-[-0.012em]">{children}</dd>
      {note !== undefined && <dd className="mt-1 text-[13px] text-soft">{note}</dd>}
    </div>
  );
}
