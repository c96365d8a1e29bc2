/**
 * Words as lines of this width, those after the first indented. A word that is longer than a line is cut into several, so that
 * everything can be read on any terminal.
 *
 * @param first columns of the first line that are taken already.
 * @param indent columns before each further line.
 */
export function wrap(text: string, { width, first, indent }: WrapOptions): string[] {
  const lines: string[] = [];
  let line = '';
  let room = width - first;
  const next = () => {
    lines.push(line);
    line = '';
    room = width - indent;
  };
  for (let word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > room) next();
    else if (line !== '') line += ' ';
    while (word.length > room - line.length) {
      const part = Math.max(1, room - line.length);
      line += word.slice(0, part);
      word = word.slice(part);
      next();
    }
    line += word;
  }
  lines.push(line);
  return lines.map((each, index) => (index === 0 ? each : ' '.repeat(indent) + each));
}

export interface WrapOptions {
  readonly width: number;
  readonly first: number;
  readonly indent: number;
}
