import { Metadata, type ServerDuplexStream, status } from '@grpc/grpc-js';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../test/envoy/eventually.js';
import { TOKEN_AUDIENCE } from '../well-known/names.js';
import { Refusal } from '../xds/index.js';
import { AuthenticationLog } from './authentication-log.js';
import { Authenticator } from './authenticator.js';
import { KeySet } from './key-set.js';
import { ScriptedCluster, type TokenOptions } from './testing/scripted-cluster.js';
import { TokenReviewer } from './token-review.js';

let cluster: ScriptedCluster;
let keys: KeySet;
let log: AuthenticationLog;
let lines: string[];
let authenticator: Authenticator;
let isAlive: (pod: Readonly<Record<'namespace' | 'name' | 'uid', string>>) => boolean | undefined;

beforeEach(async () => {
  cluster = new ScriptedCluster();
  lines = [];
  isAlive = cluster.isAlive;
  const now = () => cluster.now;
  keys = new KeySet({ client: cluster, now, onLog: (_, message) => lines.push(message) });
  log = new AuthenticationLog({ onLog: (_, message) => lines.push(message), now });
  authenticator = new Authenticator({
    reviewer: new TokenReviewer({ client: cluster, audience: TOKEN_AUDIENCE, now }),
    keys,
    isAlive: (pod) => isAlive(pod),
    audienceOf: ({ namespace, serviceAccount }) => (serviceAccount === 'proxy' ? `${namespace}/gateway` : undefined),
    now,
    onRefused: log.onRefused,
    onAccepted: log.onAccepted,
  });
  await keys.refresh();
});

async function authenticate(...authorization: readonly string[]): Promise<unknown> {
  const metadata = new Metadata();
  for (const value of authorization) metadata.add('authorization', value);
  try {
    return await authenticator.authenticate({ metadata } as unknown as ServerDuplexStream<unknown, unknown>);
  } catch (error) {
    if (error instanceof Refusal) return status[error.code];
    throw error;
  }
}

const bearer = (options?: TokenOptions) => `Bearer ${cluster.token(options)}`;
const ACCEPTED = { audience: 'a/gateway', identity: 'a/pod' };
const AWAY = ['unreachable', 'failing'] as const;

describe('the API server', () => {
  test('decides who is accepted', async () => {
    expect(await authenticate(bearer())).toEqual(ACCEPTED);
    expect(log.accepted).toEqual(new Map([['review', 1]]));
  });

  test.each<[string, TokenOptions, string]>([
    ['of another audience', { audiences: ['https://kubernetes.default.svc'] }, 'wrong-audience'],
    ['without audiences', { audiences: [] }, 'wrong-audience'],
    ['that has expired', { expires: -60 }, 'expired'],
    ['that has just expired', { expires: -5 }, 'rejected'],
    ['that does not hold yet', { notBefore: 60 }, 'rejected'],
    ['that is not bound to a pod', { pod: null }, 'not-pod-bound'],
    ['of a pod that is gone', { pod: { name: 'gone', uid: 'gone' } }, 'rejected'],
    ['that somebody else has signed', { forged: true }, 'bad-signature'],
    ['with an unknown key', { header: { kid: 'unknown' } }, 'bad-signature'],
    ['without a signature', { header: { alg: 'none' } }, 'bad-signature'],
    ['signed with a public key', { header: { alg: 'HS256' } }, 'bad-signature'],
    ['with an extension that a reader has to know', { header: { crit: ['example'], example: 1 } }, 'bad-signature'],
    ['of another issuer', { issuer: 'https://elsewhere.example' }, 'rejected'],
    ['with the subject of another', { claims: { sub: 'system:serviceaccount:b:proxy' } }, 'malformed'],
    ['of a user', { claims: { sub: 'admin' } }, 'malformed'],
  ])('refuses a token %s', async (_, options, reason) => {
    expect(await authenticate(bearer(options))).toBe('UNAUTHENTICATED');
    expect(log.refused).toEqual(new Map([[reason, 1]]));
  });

  test.each([
    ['nothing', [], 'no-token'],
    ['a password', ['Basic YWRtaW46YWRtaW4='], 'malformed'],
    ['an empty token', ['Bearer '], 'malformed'],
    ['no token', ['Bearer abc'], 'malformed'],
    ['three words', ['Bearer a b'], 'malformed'],
    ['dots', ['Bearer ..'], 'malformed'],
    ['parts that are no JSON', ['Bearer YQ.YQ.YQ'], 'malformed'],
    ['parts that are null', ['Bearer bnVsbA.bnVsbA.YQ'], 'malformed'],
    ['far too much', [`Bearer ${'a'.repeat(20_000)}.a.a`], 'malformed'],
  ])('is not asked about %s', async (_, values, reason) => {
    expect(await authenticate(...values)).toBe('UNAUTHENTICATED');
    expect(log.refused).toEqual(new Map([[reason, 1]]));
    expect(cluster.reviews).toBe(0);
  });

  test('is not asked about two tokens at a time', async () => {
    expect(await authenticate(bearer(), bearer())).toBe('UNAUTHENTICATED');
    expect(cluster.reviews).toBe(0);
  });

  test('accepts who is not the proxy of a Gateway, we do not', async () => {
    expect(await authenticate(bearer({ serviceAccount: 'other' }))).toBe('PERMISSION_DENIED');
    expect(log.refused).toEqual(new Map([['no-gateway', 1]]));
  });

  test('has the last word about names: the token only says who asks', async () => {
    const request = cluster.request;
    Object.assign(cluster, {
      request: async (asked: Parameters<typeof request>[0]) => {
        const answer = await request<{ status?: { user?: { username: string } } }>(asked);
        if (answer.status?.user) answer.status.user.username = 'system:serviceaccount:b:proxy';
        return answer;
      },
    });
    expect(await authenticate(bearer())).toEqual({ audience: 'b/gateway', identity: 'b/pod' });
  });

  test.each([
    ['does not know audiences', { audiences: undefined }],
    ['names another audience', { audiences: ['https://kubernetes.default.svc'] }],
    ['names no pod', { user: { username: 'system:serviceaccount:a:proxy' } }],
    ['names a user', { user: { username: 'admin', extra: {} } }],
  ])('is not believed when it %s', async (_, change) => {
    const request = cluster.request;
    Object.assign(cluster, {
      request: async (asked: Parameters<typeof request>[0]) => {
        const answer = await request<{ status?: object }>(asked);
        return answer.status ? { status: { ...answer.status, ...change } } : answer;
      },
    });
    expect(await authenticate(bearer())).toBe('UNAUTHENTICATED');
    expect(log.refused).toEqual(new Map([['rejected', 1]]));
  });
});

describe('what is remembered', () => {
  test('is enough for a minute while the pod is there', async () => {
    const token = bearer();
    for (let each = 0; each < 5; each += 1) expect(await authenticate(token)).toEqual(ACCEPTED);
    expect(cluster.reviews).toBe(1);
    expect(log.accepted).toEqual(
      new Map([
        ['review', 1],
        ['cache', 4],
      ]),
    );
    cluster.now += 60_000;
    await authenticate(token);
    expect(cluster.reviews).toBe(2);
  });

  test('does not outlive the token', async () => {
    const token = bearer({ expires: 30 });
    expect(await authenticate(token)).toEqual(ACCEPTED);
    cluster.now += 31_000;
    expect(await authenticate(token)).toBe('UNAUTHENTICATED');
  });

  test('is nothing once the pod is gone', async () => {
    const pod = cluster.addPod('a', 'pod');
    const token = bearer({ pod });
    expect(await authenticate(token)).toEqual(ACCEPTED);
    // The API server may say for some seconds that the token is still good.
    isAlive = () => false;
    expect(await authenticate(token)).toBe('UNAUTHENTICATED');
    cluster.removePod('a', pod);
    cluster.now += 60_000;
    expect(await authenticate(token)).toBe('UNAUTHENTICATED');
    expect(cluster.reviews).toBe(1);
    expect(log.refused).toEqual(new Map([['pod-gone', 2]]));
  });

  test('is nothing while nobody knows whether the pod is there', async () => {
    isAlive = () => undefined;
    const token = bearer();
    await authenticate(token);
    expect(await authenticate(token)).toEqual(ACCEPTED);
    expect(cluster.reviews).toBe(2);
  });

  test('of a rejection is short, since a pod may have come meanwhile', async () => {
    const pod = { name: 'late', uid: 'late' };
    const token = bearer({ pod });
    for (let each = 0; each < 3; each += 1) expect(await authenticate(token)).toBe('UNAUTHENTICATED');
    expect(cluster.reviews).toBe(1);
    cluster.addPod('a', 'late', 'late');
    cluster.now += 5_000;
    expect(await authenticate(token)).toEqual({ audience: 'a/gateway', identity: 'a/late' });
  });

  test('a pod that the API server knows before we do is accepted', async () => {
    isAlive = () => false;
    const token = bearer();
    for (let each = 0; each < 2; each += 1) expect(await authenticate(token)).toEqual(ACCEPTED);
    expect(cluster.reviews).toBe(2);
  });
});

describe('a thousand proxies at once', () => {
  const tokens = () => Array.from({ length: 1000 }, (_, index) => bearer({ pod: cluster.addPod('a', `pod-${index}`) }));

  test('are asked about once each, in waves', async () => {
    const all = tokens();
    const twice = await Promise.all([...all, ...all].map((token) => authenticate(token)));
    expect(new Set(twice.map((answer) => (answer as { audience?: string }).audience))).toEqual(new Set(['a/gateway']));
    expect(cluster.reviews).toBe(1000);
    expect(cluster.mostAtOnce).toBeLessThanOrEqual(16);
    await Promise.all(all.map((token) => authenticate(token)));
    expect(cluster.reviews).toBe(1000);
  });

  test.each(['unreachable', 'silent'] as const)('do not wait for an API server that is %s', async (mood) => {
    const all = tokens();
    cluster.mood = mood;
    const answers = Promise.all(all.map((token) => authenticate(token)));
    if (mood === 'silent') {
      await eventually(() => expect(cluster.silenced).toBe(16));
      cluster.release();
    }
    expect(new Set((await answers).map((answer) => (answer as { audience?: string }).audience))).toEqual(
      new Set(['a/gateway']),
    );
    expect(cluster.reviews).toBe(16);
    expect(log.accepted).toEqual(new Map([['offline', 1000]]));
  });
});

describe.each(AWAY)('while the API server is %s', (mood) => {
  test('a token that it has signed is good for a pod that is there', async () => {
    const token = bearer();
    cluster.mood = mood;
    expect(await authenticate(token)).toEqual(ACCEPTED);
    expect(log.accepted).toEqual(new Map([['offline', 1]]));
  });

  test.each<[string, TokenOptions, string, string]>([
    ['of a pod that is gone', { pod: { name: 'gone', uid: 'gone' } }, 'UNAUTHENTICATED', 'pod-gone'],
    ['of a pod of the same name', { pod: { name: 'pod', uid: 'other' } }, 'UNAUTHENTICATED', 'pod-gone'],
    ['of another audience', { audiences: ['other'] }, 'UNAUTHENTICATED', 'wrong-audience'],
    ['of another issuer', { issuer: 'https://elsewhere.example' }, 'UNAUTHENTICATED', 'rejected'],
    ['that has just expired', { expires: -1 }, 'UNAUTHENTICATED', 'expired'],
    ['that does not hold yet', { notBefore: 60 }, 'UNAUTHENTICATED', 'rejected'],
    ['that somebody else has signed', { forged: true }, 'UNAUTHENTICATED', 'bad-signature'],
    ['with a key that is not known', { header: { kid: 'unknown' } }, 'UNAVAILABLE', 'unavailable'],
    ['that is not bound to a pod', { pod: null }, 'UNAUTHENTICATED', 'not-pod-bound'],
    ['of no Gateway', { serviceAccount: 'other' }, 'PERMISSION_DENIED', 'no-gateway'],
  ])('a token %s is refused', async (_, options, code, reason) => {
    cluster.addPod('a', 'pod');
    const token = bearer(options);
    // So long ago were the keys read that there may be others.
    cluster.now += 10_000;
    cluster.mood = mood;
    expect(await authenticate(token)).toBe(code);
    expect(log.refused).toEqual(new Map([[reason, 1]]));
  });

  test('nobody is judged whose pod may or may not be there', async () => {
    isAlive = () => undefined;
    const token = bearer();
    cluster.mood = mood;
    expect(await authenticate(token)).toBe('UNAVAILABLE');
  });

  test('it is asked again by one stream now and then', async () => {
    const token = bearer();
    cluster.mood = mood;
    for (let each = 0; each < 5; each += 1) await authenticate(token);
    expect(cluster.reviews).toBe(1);
    cluster.now += 5_000;
    await Promise.all([bearer({ pod: cluster.addPod('a', 'other') }), token].map((each) => authenticate(each)));
    expect(cluster.reviews).toBe(2);
    cluster.mood = 'well';
    cluster.now += 5_000;
    expect(await authenticate(token)).toEqual(ACCEPTED);
    expect(log.accepted.get('review')).toBe(1);
  });
});

describe('the keys of the cluster', () => {
  test('that are not known yet are asked for first', async () => {
    cluster.rotateKeys();
    cluster.forgetOldKeys();
    cluster.now += 10_000;
    const token = bearer();
    expect(await authenticate(token)).toEqual(ACCEPTED);
    expect(cluster.requests.get('/openid/v1/jwks')).toBe(2);
    cluster.mood = 'unreachable';
    expect(await authenticate(bearer({ expires: 1800 }))).toEqual(ACCEPTED);
  });

  test('are asked for by all who come with a new one at the same time, once', async () => {
    cluster.rotateKeys();
    cluster.now += 10_000;
    const tokens = Array.from({ length: 50 }, (_, index) => bearer({ pod: cluster.addPod('a', `pod-${index}`) }));
    const answers = await Promise.all(tokens.map((token) => authenticate(token)));
    expect(answers.map((answer) => (answer as { audience?: string }).audience)).toEqual(tokens.map(() => 'a/gateway'));
    expect(cluster.requests.get('/openid/v1/jwks')).toBe(2);
  });

  test('that do not exist cost the API server no review, and one look at its keys in ten seconds', async () => {
    const forged = (index: number) => bearer({ header: { kid: `unknown-${index}` } });
    for (let round = 0; round < 3; round += 1) {
      cluster.now += 10_000;
      await Promise.all(Array.from({ length: 200 }, (_, index) => authenticate(forged(round * 1000 + index))));
      expect(cluster.requests.get('/openid/v1/jwks')).toBe(2 + round);
    }
    expect(cluster.reviews).toBe(0);
    expect(log.refused).toEqual(new Map([['bad-signature', 600]]));
  });

  test('that can not be looked for leave most turns to the tokens of known ones', async () => {
    const known = bearer({ pod: cluster.addPod('a', 'known') });
    cluster.now += 10_000;
    const request = cluster.request;
    let answer: (() => void) | undefined;
    const answered = new Promise<void>((resolve) => {
      answer = resolve;
    });
    let reviews = 0;
    Object.assign(cluster, {
      request: async (asked: Parameters<typeof request>[0]) => {
        if (asked.method === 'GET') throw new Error('no keys now');
        reviews += 1;
        if (reviews <= 4) await answered;
        return request(asked);
      },
    });
    const unknown = Array.from({ length: 100 }, (_, index) => authenticate(bearer({ header: { kid: `k${index}` } })));
    await eventually(() => expect(log.refused.get('unavailable')).toBe(96));
    expect(reviews).toBe(4);
    expect(await authenticate(known)).toEqual({ audience: 'a/gateway', identity: 'a/known' });
    answer?.();
    expect((await Promise.all(unknown)).filter((each) => each === 'UNAUTHENTICATED')).toHaveLength(4);
    expect(authenticator.judging).toBe(0);
  });

  test('stay when they cannot be read', async () => {
    const token = bearer();
    cluster.mood = 'failing';
    for (let each = 0; each < 3; each += 1) await keys.refresh();
    expect(await authenticate(token)).toEqual(ACCEPTED);
    cluster.mood = 'well';
    await keys.refresh();
    expect(lines.filter((line) => line.includes('keys of service accounts'))).toEqual([
      expect.stringContaining('503'),
      expect.stringContaining('can be read again'),
    ]);
  });

  test('are needed only while the API server is away', async () => {
    keys = new KeySet({ client: { request: () => Promise.reject(new Error('no keys here')) } });
    await keys.refresh();
    expect(keys.issuer).toBeUndefined();
    const token = bearer();
    expect(await authenticate(token)).toEqual(ACCEPTED);
  });
});

test('an API server that does not let us ask is our fault, and nobody is judged', async () => {
  const token = bearer();
  cluster.mood = 'forbids';
  expect(await authenticate(token)).toBe('UNAVAILABLE');
  expect(lines.at(-1)).toContain('forbidden');
});

describe('the log', () => {
  test('names who was refused and why, without the token', async () => {
    const token = bearer({ pod: { name: 'gone', uid: 'gone' } });
    await authenticate(token);
    expect(lines).toEqual([
      'an xDS stream was refused (rejected): pod a/gone of service account proxy: invalid bearer token',
    ]);
    const [, head = '', body = '', signature = ''] = /Bearer (.*)\.(.*)\.(.*)/.exec(token) ?? [];
    for (const part of [head, body, signature]) expect(lines.join()).not.toContain(part);
  });

  test('repeats nothing that a forged token could bring in', async () => {
    await authenticate(bearer({ namespace: 'a"}\n{"level":"fatal' }));
    await authenticate(bearer({ pod: { name: 'x\nERROR', uid: 'u' } }));
    expect(lines.join()).not.toMatch(/fatal|ERROR|\n/);
  });

  test('is not filled by who knocks for ever', async () => {
    for (let each = 0; each < 100; each += 1) await authenticate();
    expect(lines).toHaveLength(10);
    expect(log.refused.get('no-token')).toBe(100);
    cluster.now += 60_000;
    await authenticate();
    expect(lines).toHaveLength(11);
  });

  test('names who was ended and why, ten times a minute', () => {
    for (let each = 0; each < 100; each += 1) {
      log.onEnded({ reason: 'unknown-type', identity: 'a/pod', audience: 'a/gateway' });
    }
    expect(lines).toHaveLength(10);
    expect(lines[0]).toBe('an xDS stream of pod a/pod, for a/gateway, was ended: unknown-type');
  });
});
