/** A file for the person at the browser. */
export interface NamedText {
  readonly name: string;
  readonly text: string;
}

/** Has the browser save a JSON file, as if a link to it had been clicked. */
export function saveFile({ name, text }: NamedText): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  // Not before the browser has taken it.
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}
