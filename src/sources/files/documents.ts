/** A document of a file as text. */
export interface DocumentText {
  /** Begins with its `---`, if it has one. */
  readonly text: string;
  /** Lines of the file before it. */
  readonly line: number;
}

const SEPARATOR = /^---(?=[ \t\r\n]|$)/gm;
const NOTHING = /^(?:---[ \t]*)?(?:[ \t]*(?:[#%].*)?(?:\r?\n|$))*$/;

/**
 * Splits a file at the lines that begin with `---`, as `kubectl` does: inside a document no line can begin so. Documents
 * without content are left out. Costs a look at the text, so that a large file can be read again for one changed document.
 */
export function splitDocuments(text: string): DocumentText[] {
  const starts = [0, ...Array.from(text.matchAll(SEPARATOR), ({ index }) => index).filter((index) => index > 0)];
  const documents: DocumentText[] = [];
  let line = 0;
  for (const [i, start] of starts.entries()) {
    const document = text.slice(start, starts[i + 1]);
    if (!NOTHING.test(document)) documents.push({ text: document, line });
    line += linesIn(document, document.length);
  }
  return documents;
}

/** Line breaks before an offset. */
export function linesIn(text: string, end: number): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}
