/** What a person at the terminal or in the log is told. */
export interface Reporter {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  /** A training's progress, `fraction` from 0 to 1; null when the slot is free. */
  progress(
    slot: number,
    state: { label: string; fraction: number; epoch: number; epochs: number } | null,
  ): void;
  close(): void;
}
