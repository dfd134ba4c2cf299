/**
 * `gap`: an event is missing, fetch a fresh view. `wrongStream`: the event belongs to another view.
 * `inconsistent`: the event names something that the view has never heard of, so the journal or the view is damaged.
 */
export type ViewErrorCode = 'gap' | 'wrongStream' | 'inconsistent';

export class ViewError extends Error {
  override readonly name = 'ViewError';
  readonly code: ViewErrorCode;

  constructor(code: ViewErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
