import type { ReactElement } from 'react';
import type { AxisScene } from '../axis.ts';
import type { PlotRect } from '../geometry.ts';

interface AxesProps {
  readonly plot: PlotRect;
  readonly xAxis: AxisScene;
  readonly yAxis: AxisScene;
  /** Where the x axis lies; below the plot when a lane separates them. */
  readonly baseline: number;
}

/** Hairline grid, tick labels and axis titles. */
export function Axes({ plot, xAxis, yAxis, baseline }: AxesProps): ReactElement {
  return (
    <g className="nc-axes">
      {yAxis.ticks.map((tick) => (
        <g key={tick.value} className="nc-moving" style={{ transform: `translate(0px, ${tick.position}px)` }}>
          <line className="nc-grid" x1={plot.left} x2={plot.right} />
          <text className="nc-tick" x={plot.left - 10} dy="0.32em" textAnchor="end">
            {tick.label}
          </text>
        </g>
      ))}
      <line className="nc-baseline" x1={plot.left} x2={plot.right} y1={baseline} y2={baseline} />
      {xAxis.ticks.map((tick) => (
        <g
          key={tick.value}
          className="nc-moving"
          style={{ transform: `translate(${tick.position}px, ${baseline}px)` }}
        >
          <line className="nc-baseline" y2={4} />
          <text className="nc-tick" y={18} textAnchor="middle">
            {tick.label}
          </text>
        </g>
      ))}
      <text className="nc-title" x={0} y={12}>
        {yAxis.title}
      </text>
      <text className="nc-title" x={plot.right} y={baseline + 36} textAnchor="end">
        {xAxis.title}
      </text>
    </g>
  );
}
