import { type Document, isNode, isScalar, type ToStringOptions, visit } from 'yaml';

/**
 * What a terminal obeys instead of showing, and what would begin another line: control characters (C0, DEL, C1), line and paragraph
 * separators, the characters that reverse or hide text, and halves of surrogate pairs.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
/** Of these, what cannot be in a string of JSON unescaped is escaped already. */
const LEFT_BY_JSON = /[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A text that comes from files, a cluster or Envoy, as one line that can be printed: everything else is escaped, as in JSON. Everything of
 * foreign origin goes through here before it is colored.
 */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, escaped);
}

/** The same for what has lines of its own, such as a stack trace in a log. */
export function printableLines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** The same for JSON, which stays the same JSON. */
export function printableJson(json: string): string {
  return json.replace(LEFT_BY_JSON, escaped);
}

/** A document of YAML as text; what it says stays the same. Changes the document. */
export function printableYaml(document: Document, options: ToStringOptions = {}): string {
  visit(document, (_, node) => {
    if (!isNode(node)) return;
    if (node.comment) node.comment = printableLines(node.comment);
    if (node.commentBefore) node.commentBefore = printableLines(node.commentBefore);
    // Only in double quotes there are escapes; the library uses them by itself for control characters.
    if (isScalar(node) && typeof node.value === 'string' && printableJson(node.value) !== node.value) {
      node.type = 'QUOTE_DOUBLE';
    }
  });
  if (document.comment) document.comment = printableLines(document.comment);
  if (document.commentBefore) document.commentBefore = printableLines(document.commentBefore);
  return printableJson(document.toString(options));
}

const SHORT: ReadonlyMap<string, string> = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
]);

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return SHORT.get(character) ?? units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('');
}
