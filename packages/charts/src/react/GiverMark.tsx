import type { ReactElement } from 'react';

/** Who gave a bit, as a coloured letter: `a` the first parent, `b` the second, …, `*` chance. */
export function GiverMark({ giver }: { readonly giver: string }): ReactElement {
  return (
    <span className="nc-giver" data-giver={giver} aria-hidden="true">
      {giver === '*' ? '∗' : giver}
    </span>
  );
}
