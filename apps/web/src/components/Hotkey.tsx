import type { ReactElement } from 'react';
import { shorten } from '../format.ts';

/** A hotkey, shortened; the title has all of it. */
export function Hotkey({ hotkey }: { readonly hotkey: string }): ReactElement {
  return (
    <span className="whitespace-nowrap font-mono text-[13px]" title={hotkey}>
      {shorten(hotkey)}
    </span>
  );
}
