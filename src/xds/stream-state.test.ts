import { beforeEach, describe, expect, test } from '@jest/globals';
import { XdsCache } from './cache.js';
import type { XdsResource } from './resource.js';
import { xdsResource } from './resource.js';
import { StreamState } from './stream-state.js';
import { CLUSTER, ENDPOINT, LISTENER, ROUTE, SCOPED_ROUTE, SECRET } from './type-rules.js';

const SHORT = new Map([
  ['CDS', CLUSTER],
  ['EDS', ENDPOINT],
  ['SDS', SECRET],
  ['LDS', LISTENER],
  ['SRDS', SCOPED_ROUTE],
  ['RDS', ROUTE],
]);

const type = (short: string) => SHORT.get(short) ?? short;
const short = (typeUrl: string) => [...SHORT].find(([, url]) => url === typeUrl)?.[0] ?? typeUrl;

/** `make('RDS web', 'v1', 'CDS one')`: a resource with its content and what it uses. */
function make(id: string, content: string, ...uses: readonly string[]): XdsResource {
  const [kind = '', name = ''] = id.split(' ');
  const references = uses.map((use) => ({ typeUrl: type(use.split(' ')[0] ?? ''), name: use.split(' ')[1] ?? '' }));
  return xdsResource(type(kind), name, Buffer.from(`${id} ${content}`), references);
}

const service = (name: string, content = 'v1') => [
  make(`CDS ${name}`, content, `EDS ${name}`),
  make(`EDS ${name}`, 'v1'),
];

let cache: XdsCache;
let state: StreamState;
let nonces: Map<string, string>;

beforeEach(() => {
  cache = new XdsCache();
  state = connect();
});

function connect(): StreamState {
  const audience = cache.audience('a');
  const created = new StreamState(audience);
  audience.listeners.clear();
  audience.listeners.add((transaction) => created.changed(transaction));
  nonces = new Map();
  return created;
}

function put(...resources: readonly XdsResource[]): void {
  cache.update(resources.map((resource) => ({ audience: 'a', ...resource, resource })));
}

function remove(...ids: readonly string[]): void {
  const changes = ids
    .map((id) => make(id, ''))
    .map(({ typeUrl, name }) => ({ audience: 'a', typeUrl, name, resource: undefined }));
  cache.update(changes);
}

/** What is sent now: `CDS one two -gone`. */
function sent(): string[] {
  return [...state.take()].map(({ subscription, resources, removed, nonce }) => {
    const kind = short(subscription.rule.typeUrl);
    nonces.set(kind, nonce);
    return [kind, ...resources.keys(), ...[...removed].map((name) => `-${name}`)].join(' ');
  });
}

const request = (...asked: Parameters<StreamState['request']>) => [...state.request(...asked)];
const ask = (kind: string, ...subscribe: string[]) => request(type(kind), { subscribe, unsubscribe: [] });
const drop = (kind: string, ...unsubscribe: string[]) => request(type(kind), { subscribe: [], unsubscribe });
const ack = (kind: string) => state.acknowledge(type(kind), nonces.get(kind) ?? '');
const nack = (kind: string, message = 'bad') => state.refuse(type(kind), nonces.get(kind) ?? '', message);

/** A stream on which everything of `web` via cluster `one` is acknowledged. */
function start(): void {
  put(...service('one'), make('RDS web', 'v1', 'CDS one'), make('LDS web', 'v1', 'RDS web'));
  ask('CDS');
  ask('LDS');
  expect(sent()).toEqual(['CDS one']);
  ask('EDS', 'one');
  ack('CDS');
  expect(sent()).toEqual(['EDS one']);
  ack('EDS');
  expect(sent()).toEqual(['LDS web']);
  ask('RDS', 'web');
  ack('LDS');
  expect(sent()).toEqual(['RDS web']);
  ack('RDS');
  expect(sent()).toEqual([]);
}

describe('order', () => {
  test('clusters, endpoints, listeners, routes; each waits for the acknowledgement of what it uses', start);

  test('a route waits for its new cluster, the old cluster leaves after the route', () => {
    start();
    put(...service('two'), make('RDS web', 'v2', 'CDS two'));
    remove('CDS one', 'EDS one');
    expect(sent()).toEqual(['CDS two']);
    ask('EDS', 'two');
    ack('CDS');
    expect(sent()).toEqual(['EDS two']);
    expect(sent()).toEqual([]);
    ack('EDS');
    expect(sent()).toEqual(['RDS web']);
    expect(sent()).toEqual([]);
    ack('RDS');
    expect(sent()).toEqual(['CDS -one']);
  });

  describe('a route waits for the secrets of its new cluster', () => {
    const secured = (uses: string) => [make('CDS two', 'v1', 'EDS two', uses), make('EDS two', 'v1')];

    test('also when these come last', () => {
      start();
      put(...secured('SDS ca'), make('SDS ca', 'v1'), make('RDS web', 'v2', 'CDS two'));
      expect(sent()).toEqual(['CDS two']);
      ask('EDS', 'two');
      ask('SDS', 'ca');
      ack('CDS');
      expect(sent()).toEqual(['EDS two', 'SDS ca']);
      ack('EDS');
      expect(sent()).toEqual([]);
      ack('SDS');
      expect(sent()).toEqual(['RDS web']);
    });

    test('not for one that is missing, once Envoy knows, nor for one that is rejected', () => {
      start();
      put(...secured('SDS none'), make('RDS web', 'v2', 'CDS two'));
      sent();
      ask('EDS', 'two');
      ask('SDS', 'none');
      ack('CDS');
      expect(sent()).toEqual(['EDS two', 'SDS -none']);
      ack('EDS');
      ack('SDS');
      expect(sent()).toEqual(['RDS web']);
      ack('RDS');
      put(...service('three'), make('CDS three', 'v1', 'EDS three', 'SDS bad'), make('SDS bad', 'v1'));
      put(make('RDS web', 'v3', 'CDS three'));
      sent();
      ask('EDS', 'three');
      ask('SDS', 'bad');
      ack('CDS');
      sent();
      ack('EDS');
      nack('SDS');
      expect(sent()).toEqual(['RDS web']);
    });

    test('not for one that Envoy has, nor for those of a cluster that it refuses', () => {
      start();
      put(make('SDS ca', 'v1'));
      ask('SDS', 'ca');
      sent();
      ack('SDS');
      put(...secured('SDS ca'), make('RDS web', 'v2', 'CDS two'));
      sent();
      ask('EDS', 'two');
      ack('CDS');
      expect(sent()).toEqual(['EDS two']);
      ack('EDS');
      expect(sent()).toEqual(['RDS web']);
      ack('RDS');
      put(...service('three'), make('CDS three', 'v1', 'EDS three', 'SDS new'), make('SDS new', 'v1'));
      put(make('RDS web', 'v3', 'CDS three'));
      expect(sent()).toEqual(['CDS three']);
      nack('CDS');
      expect(sent()).toEqual(['RDS web']);
    });
  });

  test('a rejected cluster does not hold back its route', () => {
    start();
    put(...service('two'), make('RDS web', 'v2', 'CDS two'));
    expect(sent()).toEqual(['CDS two']);
    nack('CDS');
    expect(sent()).toEqual(['RDS web']);
  });

  test('a rejected route keeps the cluster that the last good one uses', () => {
    start();
    put(make('RDS web', 'bad'));
    remove('CDS one', 'EDS one');
    expect(sent()).toEqual(['RDS web']);
    nack('RDS');
    expect(sent()).toEqual([]);
    put(make('RDS web', 'v3'));
    expect(sent()).toEqual(['RDS web']);
    ack('RDS');
    expect(sent()).toEqual(['CDS -one']);
  });

  test('two ways to one cluster count as one wait', () => {
    put(...service('one'), make('RDS a', '', 'CDS one'), make('RDS b', '', 'CDS one'));
    put(make('LDS web', '', 'RDS a', 'RDS b', 'CDS one'));
    ask('CDS');
    ask('LDS');
    sent();
    ask('EDS', 'one');
    ack('CDS');
    sent();
    ack('EDS');
    expect(sent()).toEqual(['LDS web']);
  });

  test('the routes of a scope count as those of its listener', () => {
    put(
      ...service('one'),
      make('RDS web', '', 'CDS one'),
      make('SRDS s', '', 'RDS web'),
      make('LDS web', '', 'SRDS s'),
    );
    ask('CDS');
    ask('LDS');
    expect(sent()).toEqual(['CDS one']);
    ask('EDS', 'one');
    ack('CDS');
    sent();
    ack('EDS');
    expect(sent()).toEqual(['LDS web']);
    ask('SRDS');
    expect(sent()).toEqual(['SRDS s']);
  });

  test('a listener waits for its scopes and their routes when Envoy takes them already', () => {
    start();
    put(make('LDS a', '', 'SRDS a'), make('SRDS a', '', 'RDS a'), make('RDS a', ''));
    expect(sent()).toEqual(['LDS a']);
    ask('SRDS');
    ack('LDS');
    expect(sent()).toEqual(['SRDS a']);
    ask('RDS', 'a');
    ack('SRDS');
    sent();
    ack('RDS');
    put(make('LDS web', 'v2', 'SRDS b1', 'SRDS b2'), make('SRDS b1', '', 'RDS b'), make('SRDS b2', '', 'RDS b'));
    put(make('RDS b', ''));
    expect(sent()).toEqual(['SRDS b1 b2']);
    ask('RDS', 'b');
    ack('SRDS');
    expect(sent()).toEqual(['RDS b']);
    ack('RDS');
    expect(sent()).toEqual(['LDS web', 'SRDS b1 b2']);
    ack('LDS');
    ack('SRDS');
    expect(sent()).toEqual([]);
  });

  test('a listener does not wait for a scope or routes that Envoy has rejected', () => {
    ask('CDS');
    ask('LDS');
    ask('SRDS');
    for (const kind of sent()) ack(kind);
    put(make('LDS a', '', 'SRDS a'), make('SRDS a', '', 'RDS a'), make('RDS a', ''));
    expect(sent()).toEqual(['SRDS a']);
    nack('SRDS');
    expect(sent()).toEqual(['LDS a']);
  });

  describe('a scope that comes to lead elsewhere', () => {
    beforeEach(() => {
      start();
      put(make('LDS a', '', 'SRDS a'), make('SRDS a', 'v1', 'RDS a'), make('RDS a', ''));
      sent();
      ask('SRDS');
      ack('LDS');
      sent();
      ask('RDS', 'a');
      ack('SRDS');
      sent();
      ack('RDS');
    });

    test('waits until Envoy holds the routes there, for which another scope lets it ask', () => {
      put(make('SRDS a', 'v2', 'RDS b'), make('SRDS b!', '', 'RDS b'), make('RDS b', ''));
      expect(sent()).toEqual(['SRDS b!']);
      ask('RDS', 'b');
      ack('SRDS');
      expect(sent()).toEqual(['RDS b']);
      expect(sent()).toEqual([]);
      ack('RDS');
      expect(sent()).toEqual(['SRDS a']);
    });

    test('waits until Envoy holds them as they are now', () => {
      put(make('SRDS b!', '', 'RDS b'), make('RDS b', 'v1'));
      sent();
      ask('RDS', 'b');
      ack('SRDS');
      sent();
      ack('RDS');
      put(make('SRDS a', 'v2', 'RDS b'), make('RDS b', 'v2'));
      expect(sent()).toEqual(['RDS b']);
      expect(sent()).toEqual([]);
      ack('RDS');
      expect(sent()).toEqual(['SRDS a']);
    });

    test('stays where it is while Envoy rejects the routes there', () => {
      put(make('SRDS a', 'v2', 'RDS b'), make('SRDS b!', '', 'RDS b'), make('RDS b', 'bad'));
      sent();
      ask('RDS', 'b');
      ack('SRDS');
      expect(sent()).toEqual(['RDS b']);
      nack('RDS');
      expect(sent().filter((each) => each.startsWith('SRDS'))).toEqual([]);
      put(make('RDS b', 'good'));
      expect(sent()).toEqual(['RDS b']);
      ack('RDS');
      expect(sent()).toEqual(['SRDS a']);
    });

    test('does not wait for routes that no other scope brings', () => {
      put(make('SRDS a', 'v2', 'RDS b'), make('RDS b', ''));
      expect(sent()).toEqual(['SRDS a']);
    });

    test('nor any longer when the scope that would bring them is gone or rejected', () => {
      put(make('SRDS a', 'v2', 'RDS b'), make('SRDS b!', '', 'RDS b'), make('RDS b', ''));
      expect(sent()).toEqual(['SRDS b!']);
      nack('SRDS');
      expect(sent()).toEqual(['SRDS a']);
      ack('SRDS');
      put(make('SRDS a', 'v3', 'RDS c'), make('SRDS c!', '', 'RDS c'), make('RDS c', ''));
      expect(sent()).toEqual(['SRDS c!']);
      remove('SRDS c!');
      ack('SRDS');
      expect(
        sent()
          .filter((each) => each.startsWith('SRDS'))
          .join(),
      ).toContain(' a');
    });

    test('leaves the routes that it led to as they are until then', () => {
      put(make('SRDS a', 'v2', 'RDS b'), make('SRDS b!', '', 'RDS b'), make('RDS b', ''));
      remove('RDS a');
      expect(sent()).toEqual(['SRDS b!']);
      ask('RDS', 'b');
      ack('SRDS');
      expect(sent()).toEqual(['RDS b']);
      ack('RDS');
      expect(sent()).toEqual(['SRDS a']);
      ack('SRDS');
      drop('RDS', 'a');
      expect(sent()).toEqual([]);
    });
  });

  test('routes of scopes wait for the change of their listener, too', () => {
    start();
    put(make('LDS a', '', 'SRDS a'), make('SRDS a', 'v1', 'RDS a'), make('RDS a', ''));
    sent();
    ask('SRDS');
    ack('LDS');
    sent();
    ask('RDS', 'a');
    ack('SRDS');
    sent();
    ack('RDS');
    put(make('LDS a', 'v2', 'SRDS a'), make('RDS a', 'v2'));
    expect(sent()).toEqual(['LDS a', 'SRDS a']);
    ack('SRDS');
    expect(sent()).toEqual([]);
    ack('LDS');
    expect(sent()).toEqual(['RDS a']);
  });

  test('routes wait for the change of their listener, which may bring a filter that they need', () => {
    start();
    put(...service('auth'), make('LDS web', 'v2', 'RDS web', 'CDS auth'), make('RDS web', 'v2', 'CDS one'));
    expect(sent()).toEqual(['CDS auth']);
    expect(sent()).toEqual([]);
    ask('EDS', 'auth');
    ack('CDS');
    expect(sent()).toEqual(['EDS auth']);
    ack('EDS');
    expect(sent()).toEqual(['LDS web']);
    expect(sent()).toEqual([]);
    ack('LDS');
    expect(sent()).toEqual(['RDS web']);
  });

  test('routes go on when the change of their listener is rejected', () => {
    start();
    put(make('LDS web', 'v2', 'RDS web'), make('RDS web', 'v2', 'CDS one'));
    expect(sent()).toEqual(['LDS web']);
    nack('LDS');
    expect(sent()).toEqual(['RDS web']);
  });

  test('the first delivery of routes does not wait for a second listener that is not there yet', () => {
    start();
    put(make('LDS a', '', 'RDS both'), make('RDS both', ''));
    sent();
    put(...service('slow'), make('LDS b', '', 'RDS both', 'CDS slow'));
    sent();
    ask('RDS', 'both');
    ack('LDS');
    expect(sent()).toEqual(['RDS both']);
  });

  test('routes do not wait for a change of a cluster that goes on serving', () => {
    start();
    put(make('CDS one', 'v2', 'EDS one'));
    expect(sent()).toEqual(['CDS one', 'EDS one']);
    ack('EDS');
    put(make('RDS web', 'v2', 'CDS one'));
    expect(sent()).toEqual(['RDS web']);
  });

  test('a listener leaves together with the one that takes its place', () => {
    start();
    put(...service('two'), make('LDS next', 'v1', 'RDS next'), make('RDS next', 'v1', 'CDS two'));
    remove('LDS web');
    expect(sent()).toEqual(['CDS two']);
    ask('EDS', 'two');
    ack('CDS');
    sent();
    ack('EDS');
    expect(sent()).toEqual(['LDS next -web']);
  });
});

describe('answers', () => {
  test('an empty first answer, then silence', () => {
    ask('CDS');
    expect(sent()).toEqual(['CDS']);
    ack('CDS');
    expect(sent()).toEqual([]);
  });

  test.each(['EDS', 'RDS', 'SDS'])('an unknown name of %s is answered as removed and sent when it appears', (kind) => {
    ask(kind, 'x');
    expect(sent()).toEqual([`${kind} -x`]);
    ack(kind);
    expect(sent()).toEqual([]);
    put(make(`${kind} x`, 'v1'));
    expect(sent()).toEqual([`${kind} x`]);
  });

  test('endpoints follow every change of their cluster', () => {
    start();
    put(make('CDS one', 'v2', 'EDS one'));
    expect(sent()).toEqual(['CDS one', 'EDS one']);
  });

  test('endpoints are emptied while their cluster stays, and left alone when it goes too', () => {
    start();
    remove('EDS one');
    expect(sent()).toEqual(['EDS one']);
    ack('EDS');
    put(make('EDS one', 'v2'));
    sent();
    ack('EDS');
    remove('EDS one', 'CDS one');
    expect(sent()).toEqual([]);
  });

  test('a route configuration that is gone holds its clusters until Envoy drops it', () => {
    start();
    remove('RDS web', 'CDS one', 'EDS one', 'LDS web');
    expect(sent()).toEqual(['LDS -web']);
    ack('LDS');
    expect(sent()).toEqual([]);
    drop('RDS', 'web');
    expect(sent()).toEqual(['CDS -one']);
  });

  test('a name asked for again is sent again', () => {
    start();
    ask('RDS', 'web');
    expect(sent()).toEqual(['RDS web']);
  });

  test('a name dropped from a wildcard is answered', () => {
    put(make('CDS one', 'v1'));
    ask('CDS', '*', 'one', 'none');
    expect(sent()).toEqual(['CDS one -none']);
    ack('CDS');
    drop('CDS', 'one', 'none');
    expect(sent()).toEqual(['CDS one -none']);
    ack('CDS');
    drop('CDS', '*');
    put(make('CDS one', 'v2'));
    expect(sent()).toEqual([]);
  });
});

describe('refusals', () => {
  test('a batch is split until the bad one is found; it is never sent again, its new content is', () => {
    put(...['one', 'two', 'three', 'four'].map((name) => make(`CDS ${name}`, 'v1')));
    ask('CDS');
    expect(sent()).toEqual(['CDS one two three four']);
    nack('CDS');
    expect(sent()).toEqual(['CDS one two']);
    ack('CDS');
    expect(sent()).toEqual(['CDS three four']);
    nack('CDS');
    expect(sent()).toEqual(['CDS three']);
    ack('CDS');
    expect(sent()).toEqual(['CDS four']);
    nack('CDS', 'no such thing');
    expect(sent()).toEqual([]);
    expect([...cache.rejections()]).toMatchObject([{ name: 'four', reason: 'no such thing' }]);
    put(make('CDS four', 'v2'));
    expect(sent()).toEqual(['CDS four']);
    ack('CDS');
    expect([...cache.rejections()]).toEqual([]);
  });

  test('what a refused response may have applied keeps what it uses', () => {
    start();
    put(make('SDS key', 'v1'), make('LDS a', 'v1', 'SDS key'), make('LDS b', 'bad'));
    ask('SDS', 'key');
    expect(sent()).toEqual(['SDS key', 'LDS a b']);
    ack('SDS');
    nack('LDS');
    put(make('LDS a', 'bad'));
    remove('SDS key');
    expect(sent()).toEqual(['LDS a']);
    nack('LDS');
    expect(sent()).toEqual(['LDS b']);
    nack('LDS');
    expect(sent()).toEqual([]);
    put(make('LDS a', 'v2'));
    expect(sent()).toEqual(['LDS a']);
    ack('LDS');
    expect(sent()).toEqual(['SDS -key']);
  });

  test('a rejection ends when the content goes back to what Envoy holds', () => {
    start();
    put(make('RDS web', 'bad'));
    sent();
    nack('RDS');
    expect([...cache.rejections()]).toHaveLength(1);
    put(make('RDS web', 'v1', 'CDS one'));
    expect(sent()).toEqual([]);
    expect([...cache.rejections()]).toEqual([]);
  });

  test('a proxy that starts gets everything but the culprit first, and then the culprit alone', () => {
    start();
    put(make('LDS bad', 'bad'));
    expect(sent()).toEqual(['LDS bad']);
    nack('LDS');
    state = connect();
    ask('CDS');
    ask('LDS');
    expect(sent()).toEqual(['CDS one']);
    ask('EDS', 'one');
    ack('CDS');
    sent();
    ack('EDS');
    expect(sent()).toEqual(['LDS web']);
    ack('LDS');
    expect(sent()).toEqual(['LDS bad']);
    nack('LDS');
    expect(sent()).toEqual([]);
  });

  test('a proxy that starts gets the last good version before the rejected one', () => {
    start();
    const good = cache.audience('a').get(ROUTE, 'web');
    put(make('RDS web', 'bad'));
    sent();
    nack('RDS');
    const version = () =>
      [...state.take()].map(({ subscription, resources, nonce }) => {
        nonces.set(short(subscription.rule.typeUrl), nonce);
        return resources.get('web')?.version;
      });
    state = connect();
    ask('RDS', 'web');
    expect(version()).toEqual([good?.version]);
    ack('RDS');
    expect([...cache.rejections()]).toHaveLength(1);
    expect(version()).toEqual([make('RDS web', 'bad').version]);
    nack('RDS');
    expect(version()).toEqual([]);
  });

  test('a proxy that takes what others rejected heals it when they are gone', () => {
    start();
    put(make('RDS web', 'bad'));
    sent();
    nack('RDS');
    state.close();
    state = connect();
    ask('RDS', 'web');
    sent();
    ack('RDS');
    expect(sent()).toEqual(['RDS web']);
    ack('RDS');
    expect([...cache.rejections()]).toEqual([]);
  });

  test('a name in the message goes apart at once', () => {
    put(...['first', 'second', 'third', 'fourth'].map((name) => make(`CDS ${name}`, 'v1')));
    ask('CDS');
    sent();
    nack('CDS', 'second: no such thing');
    expect(sent()).toEqual(['CDS first third fourth']);
    ack('CDS');
    expect(sent()).toEqual(['CDS second']);
  });
});

describe('a new stream', () => {
  const resume = (kind: string, names: string[], ...held: XdsResource[]) =>
    request(type(kind), {
      subscribe: names,
      unsubscribe: [],
      initialVersions: new Map(held.map(({ name, version }) => [name, version])),
    });

  test('gets only what differs, and keeps clusters that unknown routes may use', () => {
    put(...service('one'), make('RDS web', 'v2', 'CDS one'), make('LDS web', 'v1', 'RDS web'));
    resume('CDS', [], make('CDS one', 'v1'), make('CDS old', 'v1'));
    expect(sent()).toEqual([]);
    resume('EDS', ['one'], make('EDS one', 'v1'));
    resume('LDS', [], make('LDS web', 'v1'));
    expect(sent()).toEqual([]);
    resume('RDS', ['web'], make('RDS web', 'v1'));
    expect(sent()).toEqual(['RDS web']);
    ack('RDS');
    expect(sent()).toEqual(['CDS -old']);
  });

  test('lets routes wait for secrets that Envoy has yet to ask for', () => {
    put(make('CDS one', 'v1', 'EDS one', 'SDS ca'), make('EDS one', 'v1'), make('SDS ca', 'v1'));
    put(make('RDS web', 'v2', 'CDS one'), make('LDS web', 'v1', 'RDS web'));
    resume('CDS', [], make('CDS one', 'v1', 'EDS one', 'SDS ca'));
    resume('LDS', [], make('LDS web', 'v1'));
    resume('RDS', ['web'], make('RDS web', 'v1'));
    resume('EDS', ['one'], make('EDS one', 'v1'));
    expect(sent()).toEqual([]);
    resume('SDS', ['ca']);
    expect(sent()).toEqual(['SDS ca']);
    expect(sent()).toEqual([]);
    ack('SDS');
    expect(sent()).toEqual(['RDS web']);
  });

  test('sends the endpoints of a cluster that changed meanwhile, whichever request comes first', () => {
    put(...service('one', 'v2'));
    resume('CDS', [], make('CDS one', 'v1'));
    expect(sent()).toEqual(['CDS one']);
    resume('EDS', ['one'], make('EDS one', 'v1'));
    expect(sent()).toEqual(['EDS one']);
  });
});

test('one change among 10,000 looks at one name', () => {
  const routes = Array.from({ length: 10_000 }, (_, index) => make(`RDS r${index}`, 'v1'));
  put(...routes);
  ask('RDS', ...routes.map(({ name }) => name));
  for (let sends = sent(); sends.length > 0; sends = sent()) ack('RDS');
  const audience = cache.audience('a');
  const get = audience.get.bind(audience);
  let lookups = 0;
  audience.get = (typeUrl, name) => {
    lookups += 1;
    return get(typeUrl, name);
  };
  put(make('RDS r77', 'v2'));
  expect(sent()).toEqual(['RDS r77']);
  ack('RDS');
  expect(sent()).toEqual([]);
  expect(lookups).toBeLessThan(20);
});
