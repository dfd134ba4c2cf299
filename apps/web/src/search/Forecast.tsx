import type { IndividualView } from '@naschain/protocol';
import { CircleAlert, CircleCheck } from 'lucide-react';
import type { ReactElement } from 'react';
import { Figure } from '../components/Figure.tsx';
import { percentQuantity, plain } from '../format.ts';
import { forecastOf, type Forecast as Values } from './forecastOf.ts';
import type { SearchModel } from './model.ts';

interface ForecastProps {
  readonly model: SearchModel;
  readonly individual: IndividualView;
}

/** The surrogate's prediction of a network's error beside the measured one; nothing when there was none. */
export function Forecast({ model, individual }: ForecastProps): ReactElement | null {
  const forecast = forecastOf(individual, model);
  if (forecast === null) return null;
  const { mean, deviation, measured, held } = forecast;
  return (
    <div className="mt-4" data-testid="forecast">
      <dl className="grid grid-cols-3 gap-3 text-[13px]">
        <div className="col-span-2">
          <dt className="text-soft">Predicted error</dt>
          <dd>
            <Figure value={percentQuantity(mean)} /> ± <Figure value={percentQuantity(deviation)} />
          </dd>
        </div>
        <div>
          <dt className="text-soft">Measured</dt>
          <dd>
            <Figure
              value={measured === null ? null : percentQuantity(measured)}
              absent="not trained in full yet"
            />
          </dd>
        </div>
      </dl>
      <IntervalBar forecast={forecast} />
      <p className="mt-1 flex items-center gap-1.5 text-[13px] text-soft">
        <Verdict held={held} />
      </p>
    </div>
  );
}

function Verdict({ held }: { readonly held: boolean | null }): ReactElement {
  if (held === null) return <>The prediction is for a full training.</>;
  const Icon = held ? CircleCheck : CircleAlert;
  return (
    <>
      <Icon size={13} aria-hidden className={held ? 'text-ink' : 'text-warn'} />
      {held ? 'within' : 'outside of'} the predicted 90 % interval
    </>
  );
}

/** The interval as a band and the measured error as a line, on an axis that shows both with some air. */
function IntervalBar({ forecast }: { readonly forecast: Values }): ReactElement {
  const { mean, low, high, measured } = forecast;
  const ends = [low, high, measured ?? mean];
  const [least, greatest] = [Math.min(...ends), Math.max(...ends)];
  const air = Math.max((greatest - least) * 0.15, 0.5);
  const at = (value: number): number => ((value - least + air) / (greatest - least + 2 * air)) * 100;
  const inWords = `90 % interval from ${plain(percentQuantity(low))} to ${plain(percentQuantity(high))}`;
  return (
    <div
      role="img"
      aria-label={measured === null ? inWords : `${inWords}, measured ${plain(percentQuantity(measured))}`}
      title={inWords}
      className="relative mt-2 h-4"
    >
      <span className="absolute inset-x-0 top-1/2 h-px bg-line-strong" />
      <span
        className="absolute top-1 h-2 rounded-sm bg-soft/40"
        style={{ left: `${at(low)}%`, width: `${at(high) - at(low)}%` }}
      />
      <span className="absolute top-1 h-2 w-px bg-soft" style={{ left: `${at(mean)}%` }} />
      {measured !== null && (
        <span className="absolute inset-y-0 w-0.5 rounded-full bg-ink" style={{ left: `${at(measured)}%` }} />
      )}
    </div>
  );
}
