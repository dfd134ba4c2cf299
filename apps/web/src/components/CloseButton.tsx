import { X } from 'lucide-react';
import type { ReactElement } from 'react';

/** Closes a panel. */
export function CloseButton({ onClose }: { readonly onClose: () => void }): ReactElement {
  return (
    <button
      type="button"
      aria-label="Close"
      onClick={onClose}
      className="-mr-2 -mt-2 grid size-10 shrink-0 place-items-center rounded text-soft hover:text-ink"
    >
      <X size={16} aria-hidden />
    </button>
  );
}
