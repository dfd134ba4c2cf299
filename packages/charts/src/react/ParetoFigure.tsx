import { type ReactElement, type ReactNode, useMemo } from 'react';
import {
  type ParetoDatum,
  type ParetoMark,
  type ParetoOptions,
  type ParetoScene,
  paretoScene,
} from '../figure/pareto.ts';
import type { Size } from '../geometry.ts';
import { createMarkFinder } from '../markFinder.ts';
import { Axes } from './Axes.tsx';
import { ChartSurface } from './ChartSurface.tsx';
import { Mark } from './Mark.tsx';
import { MarksCanvas } from './MarksCanvas.tsx';
import { Tooltip } from './Tooltip.tsx';
import { useCursor } from './useCursor.ts';
import { useSize } from './useSize.ts';

export interface ParetoFigureProps {
  readonly data: readonly ParetoDatum[];
  readonly options: ParetoOptions;
  /** Summary read out instead of the picture. */
  readonly label: string;
  readonly selectedId: string | null;
  /** Marks that have just joined the front. */
  readonly glowing: ReadonlySet<string>;
  readonly onSelect: (id: string | null) => void;
  /** One individual in words. */
  readonly describe: (id: string) => string;
  readonly renderTooltip: (id: string) => ReactNode;
}

/** Pixels around the pointer within which a mark is picked. */
const REACH = 28;
/** Beyond so many marks those off the front are painted, not drawn, and nothing moves: the page must stay fluent. */
const DRAWN_LIMIT = 1500;

/** The Pareto explorer's picture; fills its parent, whose height must be set. */
export function ParetoFigure(props: ParetoFigureProps): ReactElement {
  const { ref, size } = useSize<HTMLDivElement>();
  return (
    <div ref={ref} className="nc-figure">
      {size !== null && size.width > 0 && <SizedPareto {...props} size={size} />}
    </div>
  );
}

function SizedPareto(props: ParetoFigureProps & { readonly size: Size }): ReactElement {
  const { data, options, size, selectedId, onSelect } = props;
  const { cost, xScale, generations, frame } = options;
  const scene = useMemo(
    () => paretoScene(data, size, { cost, xScale, generations, frame }),
    [data, size, cost, xScale, generations, frame],
  );
  const byId = useMemo(() => new Map(scene.marks.map((mark) => [mark.id, mark])), [scene]);
  const finder = useMemo(() => createMarkFinder(scene.marks), [scene]);
  const paths = useMemo(() => keyboardPaths(scene), [scene]);
  const [drawn, painted] = useMemo(() => partition(scene), [scene]);
  const cursor = useCursor({
    ...paths,
    find: (x, y) => finder(x, y, REACH)?.id ?? null,
    onChoose: onSelect,
  });
  const active = cursor.activeId === null ? undefined : byId.get(cursor.activeId);
  return (
    <>
      <ChartSurface
        size={size}
        label={props.label}
        cursor={cursor}
        activeText={active === undefined ? null : props.describe(active.id)}
        activeSelected={active !== undefined && active.id === selectedId}
        onClick={() => onSelect(active?.id ?? null)}
        underlay={painted.length > 0 && <MarksCanvas marks={painted} size={size} />}
      >
        <ParetoDrawing
          scene={scene}
          drawn={drawn}
          active={active}
          selected={selectedId === null ? undefined : byId.get(selectedId)}
          glowing={props.glowing}
        />
      </ChartSurface>
      {active !== undefined && active.id !== selectedId && (
        <Tooltip anchor={active} bounds={size}>
          {props.renderTooltip(active.id)}
        </Tooltip>
      )}
    </>
  );
}

/** Orders of the arrow keys: all marks by cost, and the front alone. */
function keyboardPaths(scene: ParetoScene): { order: readonly string[]; climb: readonly string[] } {
  const sorted = [...scene.marks].sort((a, b) => a.x - b.x || b.y - a.y);
  return {
    order: sorted.map((mark) => mark.id),
    climb: sorted.filter((mark) => mark.shape === 'diamond').map((mark) => mark.id),
  };
}

/** Marks that are drawn as elements, and marks that are painted. */
function partition(scene: ParetoScene): readonly [readonly ParetoMark[], readonly ParetoMark[]] {
  if (scene.marks.length <= DRAWN_LIMIT) return [scene.marks, []];
  const onFront = (mark: ParetoMark): boolean => mark.shape === 'diamond';
  return [scene.marks.filter(onFront), scene.marks.filter((mark) => !onFront(mark))];
}

interface DrawingProps {
  readonly scene: ParetoScene;
  /** Marks that are elements; the others are painted. */
  readonly drawn: readonly ParetoMark[];
  readonly active: ParetoMark | undefined;
  readonly selected: ParetoMark | undefined;
  readonly glowing: ReadonlySet<string>;
}

function ParetoDrawing({ scene, drawn, active, selected, glowing }: DrawingProps): ReactElement {
  const { plot, laneY } = scene;
  const baseline = laneY === null ? plot.bottom : laneY + 16;
  const isCrowded = drawn.length < scene.marks.length;
  const chosen = [...new Set([active, selected])].flatMap((mark) =>
    mark === undefined || mark.shape === 'diamond' ? [] : [mark],
  );
  const draw = (mark: ParetoMark): ReactElement => (
    <Mark
      key={mark.id}
      mark={mark}
      state={mark.id === selected?.id ? 'selected' : mark.id === active?.id ? 'active' : 'plain'}
      glowing={glowing.has(mark.id)}
    />
  );
  return (
    <g data-still={isCrowded}>
      <Axes plot={plot} xAxis={scene.xAxis} yAxis={scene.yAxis} baseline={baseline} />
      {laneY !== null && (
        <>
          <line className="nc-grid" x1={plot.left} x2={plot.right} y1={plot.bottom} y2={plot.bottom} />
          <text className="nc-tick" x={0} y={laneY} dy="0.32em">
            pending
          </text>
        </>
      )}
      {scene.frontArea !== null && <path className="nc-front-area" d={scene.frontArea} />}
      {scene.frontPath !== null && <path className="nc-front-line" d={scene.frontPath} />}
      {active !== undefined && <Guides active={active} left={plot.left} baseline={baseline} />}
      <g>{drawn.filter((mark) => mark.shape !== 'diamond').map(draw)}</g>
      {isCrowded && <g>{chosen.map(draw)}</g>}
      <g>{drawn.filter((mark) => mark.shape === 'diamond').map(draw)}</g>
    </g>
  );
}

interface GuidesProps {
  readonly active: ParetoMark;
  readonly left: number;
  readonly baseline: number;
}

/** Lines from a mark to both axes. */
function Guides({ active, left, baseline }: GuidesProps): ReactElement {
  return (
    <>
      <line className="nc-guide" x1={active.x} x2={active.x} y1={active.y} y2={baseline} />
      {active.shape !== 'ring' && (
        <line className="nc-guide" x1={left} x2={active.x} y1={active.y} y2={active.y} />
      )}
    </>
  );
}
