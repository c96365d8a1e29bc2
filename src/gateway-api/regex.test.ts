import { describe, expect, test } from '@jest/globals';
import { validateConfig } from '../../test/envoy/harness.js';
import { RegexBudget, regexProblem } from './regex.js';

const VALID = [
  'a',
  '.*',
  '/api/v[0-9]+/.*',
  '[0-9]{1,64}',
  '\\p{L}{50}',
  '(?i)abc',
  '(?P<name>a)',
  '(?<name>a)',
  'é',
  '[^/]+',
  'x{900}',
  '[acegikmoq]{550}',
  '\\p{L}{500}',
  '(?i)[a-f0-9]{900}',
  '\\x{ff}',
  '\\377',
  '\\Qa.b\\E',
  '^(a|b|c)+$',
  '\\pN',
  '(?s).',
  '[[:alpha:]]',
];

const INVALID = [
  '',
  '(?=a)',
  '(?!a)',
  '(?<=a)b',
  '(?<!a)b',
  '(a)\\1',
  '(?>a)',
  'a++',
  'a**',
  'a{5,2}',
  'a{1001}',
  'a{1,500}{2,2}',
  '[',
  '(',
  '*',
  '\\x{100}',
  '\\400',
  'x\\\\\\x{2603}',
  '\\p{Foo}',
  '\\u0041',
  '\\Z',
  '\\h',
  '(?x) a',
  '[z-a]',
  'a\\',
];

describe('regexProblem', () => {
  test.each(VALID)('takes %s', (pattern) => expect(regexProblem(pattern)).toBeUndefined());

  test.each(INVALID)('refuses "%s"', (pattern) => expect(regexProblem(pattern)).toEqual(expect.any(String)));

  test('an escaped backslash is not the beginning of an escape', () => {
    expect(regexProblem('\\\\x{10}')).toBeUndefined();
    expect(regexProblem('\\\\400')).toBeUndefined();
  });

  test('refuses programs that are too large and says how large', () => {
    expect(regexProblem('x{999}'.repeat(5))).toBeUndefined();
    expect(regexProblem('x{999}'.repeat(6))).toBe('is too large (5996 instructions, at most 5000)');
  });

  test('counts every range of a character class', () => {
    expect(regexProblem('[acegikmoq]{500}')).toBeUndefined();
    expect(regexProblem('[acegikmoq]{600}')).toMatch('is too large (5402 instructions');
    expect(regexProblem('\\p{L}{500}')).toBeUndefined();
  });
});

describe('the budget of an object', () => {
  const expensive = (index: number) => `x{${1000 - index}}y{999}z{999}`;

  test('ends with the first expression that is too much, and no more are taken then', () => {
    const budget = new RegexBudget();
    const problems = Array.from({ length: 100 }, (_, index) => regexProblem(expensive(index), budget));
    const first = problems.findIndex((problem) => problem !== undefined);
    expect(first).toBeGreaterThan(5);
    expect(new Set(problems.slice(first))).toEqual(
      new Set([expect.stringMatching(/^is one regular expression too many: /)]),
    );
    expect(regexProblem('new', budget)).toBe(problems[first]);
    expect(regexProblem(expensive(0), budget)).toBeUndefined();
  });

  test('is paid once for an expression that is given often', () => {
    const budget = new RegexBudget();
    const problems = Array.from({ length: 500 }, () => regexProblem(expensive(0), budget));
    expect(new Set(problems)).toEqual(new Set([undefined]));
  });

  test('is enough for hundreds of usual expressions', () => {
    const budget = new RegexBudget();
    const usual = (index: number) => `/tenants/[a-z0-9-]+/orders-${index}/[0-9a-f]{8}(/.*)?`;
    const problems = Array.from({ length: 300 }, (_, index) => regexProblem(usual(index), budget));
    expect(new Set(problems)).toEqual(new Set([undefined]));
  });

  test('is not spent by what is too large to be compiled', () => {
    const budget = new RegexBudget();
    for (let index = 0; index < 100; index++)
      expect(regexProblem(`(?:${'ab'.repeat(20)}${index}){1000}`, budget)).toMatch('is too large');
    expect(regexProblem('a', budget)).toBeUndefined();
  });
});

describe('Envoy', () => {
  const accepts = async (regexes: readonly string[]) => (await validateConfig(bootstrap(regexes))).ok;

  test('takes what is taken here', async () => expect(await accepts(VALID)).toBe(true));

  test.each(INVALID)('refuses what is refused here: "%s"', async (regex) => expect(await accepts([regex])).toBe(false));
});

function bootstrap(regexes: readonly string[]) {
  const prefix = 'type.googleapis.com/envoy.extensions.filters';
  const routes = regexes.map((regex) => ({ match: { safe_regex: { regex } }, direct_response: { status: 200 } }));
  return {
    layered_runtime: { layers: [{ name: 'limit', static_layer: { 're2.max_program_size.error_level': 10_000 } }] },
    static_resources: {
      listeners: [
        {
          name: 'listener',
          address: { socket_address: { address: '127.0.0.1', port_value: 0 } },
          filter_chains: [
            {
              filters: [
                {
                  name: 'http',
                  typed_config: {
                    '@type': `${prefix}.network.http_connection_manager.v3.HttpConnectionManager`,
                    stat_prefix: 'http',
                    http_filters: [{ name: 'router', typed_config: { '@type': `${prefix}.http.router.v3.Router` } }],
                    route_config: { virtual_hosts: [{ name: 'all', domains: ['*'], routes }] },
                  },
                },
              ],
            },
          ],
        },
      ],
    },
  };
}
