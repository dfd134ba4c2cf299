import { type ReactElement, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import type { Size } from '../geometry.ts';
import { placeTooltip, type TooltipPlace } from '../tooltip.ts';

interface TooltipProps {
  readonly anchor: { readonly x: number; readonly y: number; readonly radius: number };
  readonly bounds: Size;
  readonly children: ReactNode;
}

/** A box beside a mark, measured before it is shown. It takes no pointer events, so it cannot get in the way. */
export function Tooltip({ anchor, bounds, children }: TooltipProps): ReactElement {
  const ref = useRef<HTMLDivElement | null>(null);
  const [place, setPlace] = useState<TooltipPlace | null>(null);
  const { x, y, radius } = anchor;
  const { width, height } = bounds;
  useLayoutEffect(() => {
    const box = ref.current?.getBoundingClientRect();
    if (box !== undefined) setPlace(placeTooltip({ x, y, radius }, box, { width, height }));
  }, [x, y, radius, width, height]);
  return (
    <div
      ref={ref}
      className="nc-tooltip"
      role="tooltip"
      style={place === null ? { visibility: 'hidden' } : { left: place.left, top: place.top }}
    >
      {children}
    </div>
  );
}
