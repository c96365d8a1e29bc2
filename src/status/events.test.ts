import { describe, expect, test } from '@jest/globals';
import { ApiError } from '../kubernetes/api-error.js';
import type { ApiRequest } from '../kubernetes/client.js';
import { ManualClock } from '../kubernetes/testing/manual-clock.js';
import { EventRecorder, type ObjectEvent } from './events.js';

// biome-ignore lint/suspicious/noExplicitAny: Events as they are sent.
type Sent = { method: string; path: string; body: any };

function world() {
  const clock = new ManualClock();
  const sent: Sent[] = [];
  const log: string[] = [];
  const state: { fault: ApiError | undefined } = { fault: undefined };
  const recorder = new EventRecorder({
    client: {
      request: async <T>({ method, path, body }: ApiRequest) => {
        sent.push({ method, path, body });
        if (state.fault) throw state.fault;
        return {} as T;
      },
    },
    controllerName: 'gatewright.dev/gateway-controller',
    instance: 'pod',
    clock,
    onLog: (_, message) => log.push(message),
  });
  recorder.lead(true);
  return { clock, sent, log, state, recorder };
}

const event = (note: string, name = 'web'): ObjectEvent => ({
  regarding: { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', namespace: 'team', name, uid: 'u' },
  type: 'Warning',
  reason: 'RejectedByProxy',
  note,
});

describe('the recorder of events', () => {
  test('writes an Event in the namespace of the object', () => {
    const { recorder, sent } = world();
    recorder.note(event('It is refused.'));
    expect(sent).toMatchObject([
      {
        method: 'POST',
        path: '/apis/events.k8s.io/v1/namespaces/team/events',
        body: {
          kind: 'Event',
          metadata: { namespace: 'team', name: expect.stringMatching(/^web\.[0-9a-f]{16}$/) },
          reportingController: 'gatewright.dev/gateway-controller',
          reportingInstance: 'pod',
          action: 'Translate',
          reason: 'RejectedByProxy',
          type: 'Warning',
          note: 'It is refused.',
          regarding: { kind: 'Gateway', name: 'web', uid: 'u' },
        },
      },
    ]);
    expect(sent[0]?.body.eventTime).toMatch(/\.\d{6}Z$/);
    expect(sent[0]?.body.series).toBe(undefined);
  });

  test('only as long as it leads', () => {
    const { recorder, sent } = world();
    recorder.lead(false);
    recorder.note(event('a'));
    expect(sent).toEqual([]);
  });

  test('what happens again counts up the Event, once a minute', async () => {
    const { recorder, sent, clock } = world();
    for (let i = 0; i < 600; i++) {
      recorder.note(event('a'));
      await clock.pass(1_000);
    }
    expect(sent.length).toBe(10);
    const name = sent[0]?.body.metadata.name;
    for (const { method, path } of sent.slice(1)) {
      expect({ method, path }).toEqual({
        method: 'PATCH',
        path: `/apis/events.k8s.io/v1/namespaces/team/events/${name}`,
      });
    }
    expect(sent.at(-1)?.body.series.count).toBe(541);
  });

  test('what happens after a long time is another Event', async () => {
    const { recorder, sent, clock } = world();
    recorder.note(event('a'));
    await clock.pass(11 * 60_000);
    recorder.note(event('a'));
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });

  test('an Event that was deleted meanwhile begins anew', async () => {
    const { recorder, sent, clock, state } = world();
    recorder.note(event('a'));
    await clock.pass(120_000);
    state.fault = new ApiError({ message: 'gone', code: 404 });
    recorder.note(event('a'));
    await clock.pass(0);
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'PATCH', 'POST']);
    expect(sent[2]?.body.series.count).toBe(2);
  });

  test('few in a minute, for an object and for all; others are still heard', async () => {
    const { recorder, sent, clock } = world();
    for (let i = 0; i < 100; i++) recorder.note(event(`${i}`));
    expect(sent).toHaveLength(10);
    recorder.note(event('a', 'other'));
    expect(sent).toHaveLength(11);
    for (let i = 0; i < 5_000; i++) recorder.note(event('a', `gateway-${i}`));
    expect(sent).toHaveLength(60);
    await clock.pass(60_000);
    recorder.note(event('99'));
    expect(sent).toHaveLength(61);
  });

  test('what could not be written is told at most, and nothing breaks', async () => {
    const { recorder, clock, log, state } = world();
    state.fault = new ApiError({ message: 'no', code: 403 });
    recorder.note(event('a'));
    await clock.pass(10);
    expect(log).toEqual(['the Event RejectedByProxy of web was not written: no']);
  });

  test('a long note is cut', () => {
    const { recorder, sent } = world();
    recorder.note(event('x'.repeat(5_000)));
    expect(sent[0]?.body.note.length).toBeLessThanOrEqual(1_024);
  });
});
