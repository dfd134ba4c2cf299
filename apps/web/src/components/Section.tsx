import type { ReactElement, ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  readonly id: string;
  /** Short facts or controls at the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}

/** A titled part of a page. */
export function Section({ title, id, aside, children, className }: SectionProps): ReactElement {
  return (
    <section aria-labelledby={id} className={className}>
      <div className="mb-3 flex min-h-8 flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h2 id={id} className="text-[15px] font-semibold tracking-[-0.012em]">
          {title}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}
