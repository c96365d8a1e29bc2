import { Agent } from 'node:http';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { ApiError } from './api-error.js';
import { KubernetesClient } from './client.js';
import type { ClusterCredentials } from './credentials.js';
import { WIDGETS, widget } from './testing/follower.js';
import { type Fault, ScriptedApiServer } from './testing/scripted-api-server.js';

const PATH = '/apis/example.com/v1/widgets';

let server: ScriptedApiServer;

afterEach(() => server.stop());

async function client(...faults: (Fault | undefined)[]): Promise<KubernetesClient> {
  server = await ScriptedApiServer.start(WIDGETS);
  server.script = () => faults.shift();
  return server.client();
}

/** @returns the error of a request that must fail. */
async function failureOf(promise: Promise<unknown>): Promise<ApiError> {
  return promise.then(
    () => {
      throw new Error('it did not fail');
    },
    (error: ApiError) => error,
  );
}

describe('KubernetesClient', () => {
  test('says what the server said, and for how long it wants to be left alone', async () => {
    const one = await client({ fault: 'status', code: 429, retryAfter: 7 });
    const error = await failureOf(one.request({ method: 'GET', path: PATH }));
    expect(error).toMatchObject({ name: 'ApiError', code: 429, reason: 'Scripted', retryAfterMs: 7_000 });
    expect(error.message).toBe(`GET ${PATH}: 429 scripted 429`);
  });

  test('does not wait for ever', async () => {
    const one = await client({ fault: 'silence' }, { fault: 'silence' });
    const late = { code: 0, message: 'the API server did not answer in time' };
    expect(await failureOf(one.request({ method: 'GET', path: PATH, timeoutMs: 20 }))).toMatchObject(late);
    expect(await failureOf(one.stream({ path: PATH, timeoutMs: 20 }))).toMatchObject(late);
  });

  test('gives a server that can not be connected to up before the answer would be due', async () => {
    const agent = new Agent({ lookup: () => {} } as object);
    const access = async () => ({ server: new URL('http://nowhere.example.com'), headers: {}, agent });
    const one = new KubernetesClient({ access } as unknown as ClusterCredentials);
    const { code, message } = await failureOf(one.stream({ path: PATH }));
    expect({ code, message }).toEqual({ code: 0, message: 'the API server could not be connected to in time' });
  });

  test('an answer that breaks off is none', async () => {
    const one = await client({ fault: 'half' }, { fault: 'reset' });
    expect((await failureOf(one.request({ method: 'GET', path: PATH }))).code).toBe(0);
    expect((await failureOf(one.request({ method: 'GET', path: PATH }))).code).toBe(0);
  });

  test('a kept connection that was closed meanwhile is no failure', async () => {
    const one = await client();
    await one.request({ method: 'GET', path: PATH });
    let resets = 1;
    server.script = () => (resets-- > 0 ? { fault: 'reset' } : undefined);
    await expect(one.request({ method: 'GET', path: PATH })).resolves.toMatchObject({ kind: 'WidgetList' });
    expect(server.calls).toHaveLength(3);
  });

  test('a stream that breaks on a kept connection is not asked for again', async () => {
    const one = await client();
    await one.request({ method: 'GET', path: PATH });
    const chunks = await one.stream({ path: PATH, query: { watch: 1, resourceVersion: 0 } });
    server.resetWatches();
    expect((await failureOf(chunks.next())).code).toBe(0);
    await one.request({ method: 'GET', path: PATH });
    expect(server.calls.map(({ verb }) => verb)).toEqual(['list', 'watch', 'list']);
  });

  test('a stream ends its connection when its reader has enough, or is aborted', async () => {
    const one = await client();
    server.put('widgets', widget('a'));
    const query = { watch: 1, resourceVersion: 0 };
    for await (const chunk of await one.stream({ path: PATH, query })) {
      expect(chunk.toString()).toContain('"ADDED"');
      break;
    }
    const stop = new AbortController();
    const aborted = await failureOf(
      (async () => {
        for await (const _ of await one.stream({ path: PATH, query, signal: stop.signal })) {
          stop.abort(new Error('enough'));
        }
      })(),
    );
    expect(aborted.message).toBe('enough');
    while (server.watches > 0) await new Promise((resolve) => setTimeout(resolve, 1));
  });
});
