import type { YAMLError } from 'yaml';

/** What is wrong with the text of a document. The parser's own words quote the text, which can be that of a Secret. */
const WORDS: Readonly<Record<YAMLError['code'] | 'UNRESOLVED_ALIAS', string>> = {
  ALIAS_PROPS: 'an alias can have neither an anchor nor a tag',
  BAD_ALIAS: 'an alias or an anchor needs a name',
  BAD_COLLECTION_TYPE: 'the tag is not one of a map or a list',
  BAD_DIRECTIVE: 'the directive is not one of YAML',
  BAD_DQ_ESCAPE: 'the escape sequence in the quoted text is not one of YAML',
  BAD_INDENT: 'the indentation does not fit the lines above, or a closing bracket is missing',
  BAD_PROP_ORDER: 'anchor and tag have to come after the indicator',
  BAD_SCALAR_START: 'a plain value cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a nested map or list needs lines of its own; put a value with ": " in quotes',
  BLOCK_IN_FLOW: 'between brackets only the notation with brackets can be used',
  DUPLICATE_KEY: 'a key is given twice',
  IMPOSSIBLE: 'it is not YAML',
  KEY_OVER_1024_CHARS: 'a key can have at most 1024 characters',
  MISSING_CHAR: 'a character is missing, such as a closing bracket, a quote, a comma, or a space after ":" or "-"',
  MULTILINE_IMPLICIT_KEY: 'a key has to be on one line; is ":" missing, or a value without quotes?',
  MULTIPLE_ANCHORS: 'a value can have only one anchor',
  MULTIPLE_DOCS: 'documents have to be separated by "---"',
  MULTIPLE_TAGS: 'a value can have only one tag',
  NON_STRING_KEY: 'a key has to be a string',
  RESOURCE_EXHAUSTION: 'it is nested too deeply',
  TAB_AS_INDENT: 'a tab cannot be used for indentation; use spaces',
  TAG_RESOLVE_FAILED: 'tags are not supported',
  UNEXPECTED_TOKEN: 'something is here that does not belong here, or its indentation or a quote is missing',
  UNRESOLVED_ALIAS: 'an alias names an anchor that is not above it',
};

/** Says what is wrong, with the parser's code for it: `not valid YAML (BAD_INDENT): the indentation …`. */
export function syntaxProblem(code: keyof typeof WORDS): string {
  return `not valid YAML (${code}): ${WORDS[code] ?? WORDS.IMPOSSIBLE}`;
}

/** Says why a document has no value, where making one has thrown. */
export function valueProblem(error: unknown): string {
  const { message } = error as Error;
  if (isStackOverflow(message)) return syntaxProblem('RESOURCE_EXHAUSTION');
  if (message.startsWith('Excessive alias count')) return 'aliases are used too often';
  return syntaxProblem(message.startsWith('Unresolved alias') ? 'UNRESOLVED_ALIAS' : 'IMPOSSIBLE');
}

/** Whether an error says that there was no stack left: the text is nested too deeply. */
export function isStackOverflow(message: string): boolean {
  return message.startsWith('Maximum call stack');
}
