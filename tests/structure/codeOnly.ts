/** Characters after which a `/` begins a regular expression and not a division. */
const BEFORE_REGEX = /[([{,;=:!&|?+\-*%~^>]$|\b(?:return|typeof|case|of|in|yield|await)$/;

/**
 * The source with comments, the insides of strings, template texts and regular expressions replaced by spaces, so that
 * patterns find code only. Offsets, quotes and line breaks stay. Good enough for formatted TypeScript and JSX: what looks like
 * a string but does not end on its line (an apostrophe in JSX text) is left alone.
 */
export function codeOnly(source: string): string {
  // By UTF-16 unit, so that offsets are those of the source.
  const out = source.split('');
  const blank = (from: number, to: number) => {
    for (let i = from; i < to; i += 1) if (out[i] !== '\n') out[i] = ' ';
  };
  /** Open `${` of templates, each with the number of braces open inside. */
  const templates: number[] = [];
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    const next = source.charAt(at + 1);
    if (char === '/' && next === '/') {
      const end = indexOrEnd(source, '\n', at);
      blank(at, end);
      at = end;
    } else if (char === '/' && next === '*') {
      const end = Math.min(source.length, indexOrEnd(source, '*/', at + 2) + 2);
      blank(at, end);
      at = end;
    } else if (char === "'" || char === '"') {
      const end = endOfLiteral(source, at, char);
      if (end !== null) blank(at + 1, end);
      at = (end ?? at) + 1;
    } else if (char === '`' || (char === '}' && templates.at(-1) === 0)) {
      if (char === '}') templates.pop();
      const end = endOfTemplateText(source, at + 1);
      blank(at + 1, end);
      if (source.charAt(end) === '$') {
        templates.push(0);
        at = end + 2;
      } else at = end + 1;
    } else if (char === '/' && next !== '>' && startsRegex(out, at)) {
      const end = endOfRegex(source, at);
      if (end !== null) blank(at + 1, end);
      at = (end ?? at) + 1;
    } else {
      const depth = templates.at(-1);
      if (depth !== undefined && char === '{') templates[templates.length - 1] = depth + 1;
      if (depth !== undefined && char === '}') templates[templates.length - 1] = depth - 1;
      at += 1;
    }
  }
  return out.join('');
}

function indexOrEnd(source: string, text: string, from: number): number {
  const index = source.indexOf(text, from);
  return index === -1 ? source.length : index;
}

/** Index of the closing quote, or null if the line ends before. */
function endOfLiteral(source: string, start: number, quote: string): number | null {
  for (let at = start + 1; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '\\') at += 1;
    else if (char === quote) return at;
    else if (char === '\n') return null;
  }
  return null;
}

/** Index of the closing backtick or of the next `${`. */
function endOfTemplateText(source: string, start: number): number {
  for (let at = start; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '`' || (char === '$' && source.charAt(at + 1) === '{')) return at;
  }
  return source.length;
}

function startsRegex(out: readonly string[], at: number): boolean {
  const before = out
    .slice(Math.max(0, at - 40), at)
    .join('')
    .trimEnd();
  return before === '' || BEFORE_REGEX.test(before);
}

function endOfRegex(source: string, start: number): number | null {
  let inClass = false;
  for (let at = start + 1; at < source.length; at += 1) {
    const char = source.charAt(at);
    if (char === '\\') at += 1;
    else if (char === '\n') return null;
    else if (char === '[') inClass = true;
    else if (char === ']') inClass = false;
    else if (char === '/' && !inClass) return at;
  }
  return null;
}
