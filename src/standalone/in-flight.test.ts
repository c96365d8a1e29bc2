import { describe, expect, test } from '@jest/globals';
import { inFlight } from './in-flight.js';

const idle = [
  'http.admin.downstream_cx_active: 1',
  'http.admin.downstream_rq_active: 1',
  'listener.admin.downstream_cx_active: 1',
  'listener.admin.main_thread.downstream_cx_active: 1',
  'http.readiness.downstream_cx_active: 1',
  'http.readiness.downstream_rq_active: 1',
  'listener.readiness.downstream_cx_active: 1',
];

describe('inFlight', () => {
  test('does not count the one who asks', () => expect(inFlight(idle.join('\n'))).toBe(0));

  test('counts requests, and not idle connections of HTTP', () =>
    expect(
      inFlight(
        [
          ...idle,
          'http.ns/web/80.downstream_cx_active: 5',
          'http.ns/web/80.downstream_rq_active: 2',
          'listener.127.0.0.1_80.downstream_cx_active: 5',
          'listener.127.0.0.1_80.worker_0.downstream_cx_active: 5',
        ].join('\n'),
      ),
    ).toBe(2));

  test('counts connections that are not HTTP, once', () =>
    expect(
      inFlight(
        [
          'http.web.downstream_cx_active: 1',
          'http.web.downstream_rq_active: 0',
          'listener.127.0.0.1_80.downstream_cx_active: 1',
          'listener.127.0.0.1_90.downstream_cx_active: 3',
          'listener.127.0.0.1_90.worker_0.downstream_cx_active: 2',
          'listener.127.0.0.1_90.worker_1.downstream_cx_active: 1',
        ].join('\n'),
      ),
    ).toBe(3));

  test('is never less than the requests when numbers are of different moments', () =>
    expect(inFlight('http.web.downstream_cx_active: 4\nhttp.web.downstream_rq_active: 1')).toBe(1));
});
