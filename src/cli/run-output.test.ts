import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import type { ObjectStatus } from '../model/index.js';
import type { SourceProblem } from '../sources/source.js';
import { eventually } from '../sources/testing/eventually.js';
import { colorsFor } from './colors.js';
import { RunOutput } from './run-output.js';

function capture(isTTY: boolean) {
  const stream = Object.assign(new PassThrough(), { isTTY, columns: 100, rows: 20 }) as unknown as NodeJS.WriteStream;
  let text = '';
  stream.on('data', (chunk: Buffer) => {
    text += chunk;
  });
  return { stream, text: () => text };
}

function output({ isTTY = false, level = 'info' as const } = {}) {
  const [out, error] = [capture(isTTY), capture(isTTY)];
  const options = { out: out.stream, error: error.stream, colors: colorsFor({}), level, holderOf: () => undefined };
  const resize = (columns: number) => {
    out.stream.columns = columns;
    out.stream.emit('resize');
  };
  return { run: new RunOutput(options), out: out.text, error: error.text, resize };
}

const status = (accepted: 'True' | 'False'): ObjectStatus => ({
  kind: 'GatewayClass',
  name: 'g',
  status: {
    conditions: [{ type: 'Accepted', status: accepted, reason: 'R', message: 'M', observedGeneration: 0 }],
    supportedFeatures: [],
  },
});
const problem = (severity: SourceProblem['severity'], message: string): SourceProblem => ({
  severity,
  place: { file: 'a.yaml', line: 2, column: 3 },
  subject: 'Service a/b',
  message,
});

/** What a terminal shows, without its control sequences. */
const plain = (text: string) => stripVTControlCharacters(text).replaceAll('\r', '');

describe('piped', () => {
  test('each changed status is a line, once', () => {
    const { run, out } = output();
    run.statuses(new Map([['GatewayClass/g', status('False')]]));
    run.statuses(new Map([['GatewayClass/g', status('False')]]));
    run.statuses(new Map([['GatewayClass/g', status('True')]]));
    run.statuses(new Map([['GatewayClass/g', undefined]]));
    expect(out().split('\n')).toEqual([
      'GatewayClass g Accepted=False (R: M)',
      'GatewayClass g Accepted=True',
      'GatewayClass/g is gone',
      '',
    ]);
  });

  test('problems are log lines with their place: when they come and when they go', () => {
    const { run, error } = output();
    run.problems([problem('error', 'bad'), problem('note', 'not ours')]);
    run.problems([problem('error', 'bad'), problem('warning', 'odd')]);
    run.problems([]);
    const lines = error()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      ['error', 'a.yaml:2:3: Service a/b: bad'],
      ['info', 'a.yaml:2:3: Service a/b: not ours'],
      ['warn', 'a.yaml:2:3: Service a/b: odd'],
      ['info', 'fixed a.yaml:2:3: Service a/b'],
    ]);
    expect(lines[0]).toMatchObject({ component: 'files', time: expect.stringMatching(/^\d{4}-.*Z$/) });
  });

  test('what has another mistake now, or the same on another line, is not fixed; a note never was broken', () => {
    const { run, error } = output();
    run.problems([problem('error', 'bad'), problem('note', 'not ours')]);
    run.problems([problem('error', 'worse')]);
    run.problems([{ ...problem('error', 'worse'), place: { file: 'a.yaml', line: 9, column: 3 } }]);
    expect(error()).not.toContain('fixed');
    run.problems([]);
    expect(error()).toContain('"fixed a.yaml:9:3: Service a/b"');
  });

  test('a file that is right again is named once, with the place where it has one', () => {
    const { run, error } = output();
    const file = 'a.yaml';
    run.problems([problem('error', 'bad'), { severity: 'warning', file, message: 'objects stay in use' }]);
    run.problems([{ severity: 'error', file, message: 'no such file' }]);
    run.problems([]);
    const lines = error()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg);
    expect(lines.filter((line) => line.startsWith('fixed'))).toEqual(['fixed a.yaml:2:3: Service a/b', 'fixed a.yaml']);
  });

  test('access log lines go to standard output as they are', () => {
    const { run, out, error } = output();
    run.access('{"status":200}');
    expect([out(), error()]).toEqual(['{"status":200}\n', '']);
  });
});

describe('on a terminal', () => {
  test('the table is drawn anew in its place, below the log', async () => {
    const { run, out } = output({ isTTY: true });
    run.statuses(new Map([['GatewayClass/g', status('False')]]));
    await eventually(() => expect(plain(out())).toContain('Accepted: R: M'));
    run.log('warn', 'envoy', 'something');
    run.statuses(new Map([['GatewayClass/g', status('True')]]));
    run.end();
    const last = plain(out().split('\x1b[0J').at(-1) ?? '');
    expect(last).toMatch(/^KIND +NAME +WHERE +CONDITIONS\nGatewayClass +g +Accepted\n$/);
    expect(plain(out())).toContain('envoy: something\nKIND');
  });

  test('the table follows the size of the terminal', async () => {
    const { run, out, resize } = output({ isTTY: true });
    run.statuses(new Map([['GatewayClass/g', status('False')]]));
    await eventually(() => expect(plain(out())).toContain('Accepted: R: M'));
    const before = out().length;
    resize(20);
    await eventually(() => expect(out().length).toBeGreaterThan(before));
    // Of 20 columns the three lines of 38, 42 and 16 take two rows, three and one.
    const up = '\x1b[6A\r\x1b[0J';
    expect(out().slice(before, before + up.length)).toBe(up);
    for (const line of plain(out().slice(before + up.length)).split('\n')) expect(line.length).toBeLessThanOrEqual(20);
    run.end();
  });

  test('access log lines are for people, and do not reach for the terminal', () => {
    const { run, out } = output({ isTTY: true });
    const client = '127.0.0.1:5';
    const whole = { client, protocol: 'HTTP/1.1', status: 200, duration: 4, details: 'via_upstream' };
    const request = { ...whole, method: 'GET', host: 'a.example', path: '/x' };
    const answered = { ...request, route: 'HTTPRoute/default/www/0', endpoint: '127.0.0.1:9001' };
    run.access(JSON.stringify(answered));
    run.access(JSON.stringify({ ...request, status: 404, details: 'route_not_found', route: null }));
    run.access(JSON.stringify({ ...request, path: '/\x1b[2J', status: 503, duration: 0, endpoint: null }));
    run.access(JSON.stringify({ ...whole, method: null, host: null, status: 400, details: 'http1.codec_error' }));
    run.access(JSON.stringify({ client, duration: 7, bytes_received: 1, bytes_sent: 2, endpoint: '[::1]:9' }));
    run.access('not \x1b JSON');
    expect(plain(out()).split('\n')).toEqual([
      'GET a.example/x 200 4ms HTTPRoute/default/www/0 → 127.0.0.1:9001',
      'GET a.example/x 404 4ms (route_not_found)',
      'GET a.example/\\u001b[2J 503 0ms',
      '127.0.0.1:5 400 4ms (http1.codec_error)',
      '127.0.0.1:5 7ms 1B in 2B out → [::1]:9',
      'not \\u001b JSON',
      '',
    ]);
  });

  test('when it has stopped, no table says otherwise', async () => {
    const { run, out } = output({ isTTY: true });
    run.statuses(new Map([['GatewayClass/g', status('True')]]));
    await eventually(() => expect(plain(out())).toContain('KIND'));
    run.stopped();
    run.end();
    expect(plain(out().split('\x1b[0J').at(-1) ?? '')).toBe('gatewright: stopped\n');
  });

  test('lines below the level are left out', () => {
    const { run, out } = output({ isTTY: true });
    run.log('debug', 'envoy', 'detail');
    run.log('info', 'envoy', 'fact');
    expect(plain(out())).toBe('envoy: fact\n');
  });
});

describe('what is foreign', () => {
  const hostile = '\x1b]0;title\x07\x1b[2J\u009b1m\nGateway a/b Accepted=True\r\u202e\u2028';
  const shown = '\\u001b]0;title\\u0007\\u001b[2J\\u009b1m\\nGateway a/b Accepted=True\\r\\u202e\\u2028';
  const named = (name: string): ObjectStatus => ({
    kind: 'HTTPRoute',
    namespace: name,
    name,
    status: {
      parents: [
        {
          parentRef: { group: 'g', kind: 'Gateway', name: name, sectionName: name },
          controllerName: 'c',
          conditions: [{ type: 'Accepted', status: 'False', reason: 'R', message: name, observedGeneration: 0 }],
        },
      ],
    },
  });
  const print = async (isTTY: boolean) => {
    const { run, out, error } = output({ isTTY });
    run.log('warn', 'envoy', hostile);
    run.access(hostile);
    run.problems([{ ...problem('error', hostile), subject: hostile, place: { file: hostile, line: 1, column: 1 } }]);
    run.statuses(new Map([[hostile, named(hostile)]]));
    run.end();
    run.statuses(new Map([[hostile, undefined]]));
    run.problems([]);
    run.end();
    return { out: out(), error: error() };
  };

  test('is escaped in lines, and makes no more of them', async () => {
    const { out, error } = await print(false);
    const lines = out.trimEnd().split('\n');
    expect(lines).toEqual([shown, expect.stringMatching(/^HTTPRoute .*R: /), `${shown} is gone`]);
    for (const line of lines)
      expect([...line].every((each) => each >= ' ' && !/[\p{Cc}\p{Cf}]/u.test(each))).toBe(true);
    for (const line of error.trimEnd().split('\n')) {
      expect(JSON.parse(line).msg.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    }
  });

  test('is escaped on a terminal, in the table too', async () => {
    const { out } = await print(true);
    // What is left are the sequences of our own: moving up, and clearing below.
    const own = '\x1b\\[\\d+A\r\x1b\\[0J';
    const rest = out.replaceAll(new RegExp(own, 'g'), '').replaceAll('\n', '');
    expect(rest).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}]/u);
    expect(rest).toContain(`R: ${shown}`.slice(0, 90));
  });
});
