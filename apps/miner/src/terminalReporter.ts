import { MultiBar, Presets, type SingleBar } from 'cli-progress';
import pc from 'picocolors';
import type { Reporter } from './reporter.ts';

/** A progress bar per slot, with the log scrolling above. */
export function createTerminalReporter(slots: number, now: () => Date): Reporter {
  const bars = new MultiBar(
    { format: ' {slot} {bar} {percentage}% {label}', hideCursor: true, autopadding: true, fps: 5 },
    Presets.shades_grey,
  );
  const singles: SingleBar[] = Array.from({ length: slots }, (_, slot) =>
    bars.create(1000, 0, { slot: `slot ${slot + 1}`, label: 'idle' }),
  );
  const log = (text: string) => bars.log(`${pc.dim(now().toTimeString().slice(0, 8))} ${text}\n`);
  return {
    info: (message) => log(message),
    warn: (message) => log(pc.yellow(message)),
    error: (message) => log(pc.red(message)),
    progress(slot, state) {
      const label = state === null ? 'idle' : `${state.label} epoch ${state.epoch}/${state.epochs}`;
      singles[slot]?.update(Math.round((state?.fraction ?? 0) * 1000), { label });
    },
    close: () => bars.stop(),
  };
}

/** How often a running training is mentioned in the log. */
const PROGRESS_MILLISECONDS = 30_000;

/** One line per event, for log files and service managers. */
export function createLineReporter(write: (line: string) => void, now: () => Date): Reporter {
  const mentioned = new Map<number, number>();
  const log = (level: string, message: string) => write(`${now().toISOString()} ${level} ${message}\n`);
  return {
    info: (message) => log('info', message),
    warn: (message) => log('warn', message),
    error: (message) => log('error', message),
    progress(slot, state) {
      const time = now().getTime();
      if (state === null) mentioned.delete(slot);
      else if (!mentioned.has(slot)) mentioned.set(slot, time);
      else if (time - (mentioned.get(slot) ?? 0) >= PROGRESS_MILLISECONDS) {
        mentioned.set(slot, time);
        const percent = Math.floor(state.fraction * 100);
        log('info', `slot ${slot + 1}: ${state.label} ${percent}%, epoch ${state.epoch}/${state.epochs}`);
      }
    },
    close: () => {},
  };
}
