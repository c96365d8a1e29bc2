/** A document of a file as text. */
export interface DocumentText {
  /** Begins with its `---`, if it has one. */
  readonly text: string;
  /** Lines of the file before it. */
  readonly line: number;
}

const SEPARATOR = /^---(?=[ \t\r\n]|$)/gm;
/** The beginning of a line that is neither empty nor a remark nor a directive. Looked for line by line: no line costs more than a look. */
const CONTENT = /^[ \t]*[^ \t\r\n#%]/m;

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
    if (CONTENT.test(document.replace(/^---/, ''))) documents.push({ text: document, line });
    line += linesIn(document);
  }
  return documents;
}

/** Line breaks in a text. */
function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** Finds the line (from 0) and the column (from 1) of offsets in a text; a look at the text for the first, few steps for others. */
export function locator(text: string): (offset: number) => { readonly line: number; readonly column: number } {
  let starts: readonly number[] | undefined;
  return (offset) => {
    starts ??= [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
    let line = 0;
    for (let beyond = starts.length; beyond - line > 1; ) {
      const middle = (line + beyond) >>> 1;
      if ((starts[middle] as number) <= offset) line = middle;
      else beyond = middle;
    }
    return { line, column: offset - (starts[line] as number) + 1 };
  };
}
