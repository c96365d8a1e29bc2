import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { type BindPlace, bindProblem, PortGuard } from './port-guard.js';

const HOST = '127.0.0.1';

async function listen() {
  const server = createServer().listen(0, HOST);
  await once(server, 'listening');
  return { server, port: (server.address() as AddressInfo).port };
}

describe('bindProblem', () => {
  test('says who is in the way, and finds nothing once it is gone', async () => {
    const { server, port } = await listen();
    expect(await bindProblem({ address: HOST, port })).toBe(`127.0.0.1:${port} is in use by another program`);
    server.close();
    await once(server, 'close');
    expect(await bindProblem({ address: HOST, port })).toBeUndefined();
    expect(await bindProblem({ address: HOST, port })).toBeUndefined();
  });

  test('says that an address is not here', async () => {
    expect(await bindProblem({ address: '192.0.2.1', port: 8080 })).toBe(
      '192.0.2.1:8080 is not an address of this machine',
    );
  });
});

describe('PortGuard', () => {
  const place = (port: number, address = HOST): BindPlace[] => [{ address, port }];
  const wanted = (...entries: [string, BindPlace[]][]) => new Map(entries);

  function guard(taken: Set<number>, onFree: () => void = () => {}) {
    const tried: number[] = [];
    const probe = async ({ port }: BindPlace) => {
      tried.push(port);
      return taken.has(port) ? `${port} taken` : undefined;
    };
    return { guard: new PortGuard({ onFree, releaseMs: 60_000, probe }), tried };
  }

  test('holds back what is taken and nothing else', async () => {
    const { guard: one } = guard(new Set([1]));
    const problems = await one.check(wanted(['a', place(1)], ['b', place(2)]));
    expect([...problems]).toEqual([['a', '1 taken']]);
    expect(one.knows(wanted(['a', place(1)], ['b', place(2)]))).toBe(false);
    one.stop();
  });

  test('tries a port once, as long as Envoy has it', async () => {
    const { guard: one, tried } = guard(new Set());
    await one.check(wanted(['a', place(1)]));
    expect(one.knows(wanted(['a', place(1)]))).toBe(true);
    expect(one.knows(wanted(['a', place(2)]))).toBe(false);
    await one.check(wanted(['a', place(1)], ['b', place(2)]));
    expect(tried).toEqual([1, 2]);
  });

  test('does not mistake our own Envoy for another program: other address, other name, just removed', async () => {
    const taken = new Set<number>();
    const { guard: one } = guard(taken);
    await one.check(wanted(['a', place(1)]));
    taken.add(1);
    expect((await one.check(wanted(['a', place(1, '0.0.0.0')]))).size).toBe(0);
    expect((await one.check(wanted(['b', place(1)]))).size).toBe(0);
    await one.check(new Map());
    expect((await one.check(wanted(['c', place(1)]))).size).toBe(0);
  });

  test('does not try ports that an Envoy to be replaced may hold', async () => {
    const { guard: one, tried } = guard(new Set([1]));
    expect((await one.check(wanted(['a', place(1)]), true)).size).toBe(0);
    expect(tried).toEqual([]);
  });

  test('tells when a port became free', async () => {
    const taken = new Set([1]);
    const free = new Promise<void>((resolve) => {
      const { guard: one } = guard(taken, resolve);
      void one.check(wanted(['a', place(1)]));
      taken.delete(1);
    });
    await free;
  });
});
