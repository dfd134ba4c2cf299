import { type MouseEvent, type ReactElement, type ReactNode, useId } from 'react';
import type { Size } from '../geometry.ts';
import type { Cursor } from './useCursor.ts';

interface ChartSurfaceProps {
  readonly size: Size;
  /** Summary of the picture. */
  readonly label: string;
  readonly cursor: Cursor;
  /** The active mark in words, or null. */
  readonly activeText: string | null;
  readonly activeSelected: boolean;
  readonly onClick?: (event: MouseEvent<HTMLDivElement>) => void;
  /** Drawn beneath the children. */
  readonly underlay?: ReactNode;
  readonly children: ReactNode;
}

/**
 * A focusable drawing. For assistive technology it is a list box that shows one option, the mark the arrow keys are on; the
 * drawing itself is hidden, so thousands of marks cost nothing there.
 */
export function ChartSurface(props: ChartSurfaceProps): ReactElement {
  const optionId = useId();
  const { size, cursor, activeText } = props;
  return (
    <div
      className="nc-surface"
      role="listbox"
      aria-label={props.label}
      aria-activedescendant={activeText === null ? undefined : optionId}
      tabIndex={0}
      onKeyDown={cursor.onKeyDown}
      onPointerMove={cursor.onPointerMove}
      onPointerDown={cursor.onPointerMove}
      onPointerLeave={cursor.onPointerLeave}
      onBlur={cursor.onBlur}
      onClick={props.onClick}
    >
      {props.underlay}
      <svg width={size.width} height={size.height} className="nc-svg" aria-hidden="true">
        {props.children}
      </svg>
      <div
        id={optionId}
        role="option"
        tabIndex={-1}
        aria-selected={props.activeSelected}
        className="nc-unseen"
      >
        {activeText ?? 'Use the arrow keys to walk through the marks'}
      </div>
    </div>
  );
}
