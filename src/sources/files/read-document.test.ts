import { describe, expect, test } from '@jest/globals';
import { readDocument } from './read-document.js';

/** `severity line:column subject: message` with lines from 1. */
function problems(text: string): string[] {
  return readDocument(text).problems.map(
    ({ severity, line, column, subject, message }) => `${severity} ${line + 1}:${column} ${subject ?? '-'}: ${message}`,
  );
}

describe('what is wrong in a document is said with its place', () => {
  test.each([
    [
      'a field that there is not',
      service('  ports:\n  - prot: 1\n'),
      /^error 7:5 Service default\/a: spec\.ports\[0\]\.prot: unknown field$/,
    ],
    [
      'a value that is not allowed',
      service('  ports:\n  - name: x\n    port: 99999\n'),
      /^error 8:5 Service default\/a: spec\.ports\[0\]\.port: .*99999/,
    ],
    ['a field that is missing', 'apiVersion: v1\nkind: Service\nspec: {}\n', /^error 1:1 Service: metadata/],
    [
      'an object in a list',
      `apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Service\n  metadata: {name: a}\n  spec: {ports: [{port: 0}]}\n`,
      /^error 7:19 Service a: spec\.ports\[0\]\.port: /,
    ],
    ['a key given twice', 'a: 1\nb: 2\n"a": 3\n', /^error 3:1 -: the key "a" is given twice$/],
    ['YAML that ends too early', 'a: [1,\n', /^error \d:\d -: not valid YAML \(BAD_INDENT\): /],
    ['a tab as indentation', 'a:\n\tb: 1\n', /^error 2:\d -: /],
    ['a tag', 'a: !env PATH\n', /^error 1:4 -: not valid YAML \(TAG_RESOLVE_FAILED\): tags are not supported$/],
    ['an anchor that there is not', 'a: *x\n', /^error 1:1 -: not valid YAML \(UNRESOLVED_ALIAS\): /],
    ['__proto__', '{"a": {"__proto__": {"b": 1}}}', /^error 1:1 -: a key must not be "__proto__"$/],
    ['text', 'hello\n', /^error 1:1 -: .*must be an object$/],
    [
      'a kind that is misspelt',
      'apiVersion: gateway.networking.k8s.io/v1\nkind: HTTPRout\nmetadata: {name: a}\n',
      /^error 2:1 HTTPRout a: kind: .*there is no such kind/,
    ],
    [
      'a kind of another group',
      'apiVersion: v1\nkind: HTTPRoute\nmetadata: {name: a}\n',
      /^error 1:1 HTTPRoute a: apiVersion: /,
    ],
    ['nesting without end', '['.repeat(100_000), /^error 1:\d+ -: nested more than 64 levels deep$/],
    ['deep nesting', `${'{"a":'.repeat(65)}1${'}'.repeat(65)}`, /^error 1:1 -: nested more than 64 levels deep$/],
    [
      'aliases that blow up',
      `a: &a [x, x]\n${[...'bcdefgh'].map((c, i) => `${c}: &${c} [*${'abcdefg'[i]}, *${'abcdefg'[i]}]\n`).join('')}`,
      /^error 1:1 -: aliases are used too often$/,
    ],
    [
      'what begins with an empty line',
      `\na: &a [x]\nb: [${'*a,'.repeat(60)}]\n`,
      /^error 1:1 -: aliases are used too often$/,
    ],
    ['size', `a: ${'x'.repeat(5 << 20)}\n`, /^error 1:1 -: the document is larger than 4 MiB$/],
  ])('%s', (_, text, expected) => {
    const found = problems(text);
    expect(found[0]).toMatch(expected);
    expect(readDocument(text).resources).toEqual([]);
  });

  test('of several mistakes all are said', () => {
    expect(problems(service('  ports: [{port: 0}]\n  externalName: "-"\n  foo: 1\n  bar: 1\n'))).toHaveLength(2);
  });

  test('objects for other programs are noted', () => {
    expect(problems('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: b}\n')).toEqual([
      'note 1:1 Deployment b/a: ignored: Gatewright does not read Deployment of apps/v1',
    ]);
    expect(problems('apiVersion: networking.istio.io/v1\nkind: Gateway\nmetadata: {name: a}\n')).toEqual([
      'note 1:1 Gateway a: ignored: Gatewright does not read Gateway of networking.istio.io/v1',
    ]);
    expect(problems('apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n')[0]).toMatch(/^note 1:1 Pod a: ignored/);
  });

  test('objects know where they begin, in lists too', () => {
    const { resources } = readDocument(
      '# two\napiVersion: v1\nkind: List\nitems:\n  - {apiVersion: v1, kind: Namespace, metadata: {name: a}}\n  - {apiVersion: v1, kind: Namespace, metadata: {name: b}}\n',
    );
    expect(resources.map(({ line, column, resource }) => [line, column, resource.metadata.name])).toEqual([
      [4, 5, 'a'],
      [5, 5, 'b'],
    ]);
  });
});

function service(spec: string): string {
  return `apiVersion: v1\nkind: Service\nmetadata: {name: a, namespace: default}\n\nspec:\n${spec}`;
}
