import { describe, expect, test } from '@jest/globals';
import { ACCEPTED, handlings, refused, route, SERVICE, told } from './testing/mesh-resources.js';
import { MESH, Translation } from './testing/translation.js';

describe('a port that is wanted twice', () => {
  test.each([
    ['GRPCRoute', 'HTTPRoute'],
    ['GRPCRoute', 'TCPRoute'],
    ['HTTPRoute', 'TLSRoute'],
    ['HTTPRoute', 'TCPRoute'],
    ['TLSRoute', 'TCPRoute'],
  ])('is for the %s, not for the %s, however old that is', (winner, loser) => {
    const spec = (kind: string) =>
      `${kind === 'TLSRoute' ? 'hostnames: [a.example.com]\n  ' : ''}rules: [{ backendRefs: [{ name: shop, port: 80 }] }]`;
    const translation = new Translation(MESH).apply(
      SERVICE,
      route(winner, 'winner', { ref: 'port: 80', spec: spec(winner) }),
      route(loser, 'loser', { ref: 'port: 80', created: '2020-01-01T00:00:00Z', spec: spec(loser) }),
    );
    expect(told(translation, `${winner}/app/winner`).conditions).toEqual(ACCEPTED);
    expect(told(translation, `${loser}/app/loser`)).toMatchObject({
      conditions: refused('Conflicted'),
      message: expect.stringMatching(
        new RegExp(
          `^Port 80 of Service app/shop has ${winner}s, which come before ${loser}s\\. Give one of them another port`,
        ),
      ),
    });
    expect(translation.model.meshFrontends.size).toBe(1);
    expect([...translation.model.meshRules.entries()].filter(([key]) => key.includes('loser'))).toEqual([]);
    translation.remove(winner, 'app/winner');
    expect(told(translation, `${loser}/app/loser`).conditions).toEqual(ACCEPTED);
  });

  test('is lost in part where the route has other ports', () => {
    const translation = new Translation(MESH).apply(
      SERVICE,
      route('HTTPRoute', 'r'),
      route('GRPCRoute', 'g', { ref: 'port: 8080' }),
    );
    expect(told(translation, 'HTTPRoute/app/r')).toMatchObject({
      conditions: ACCEPTED,
      message: expect.stringMatching(/in part: .*pass through\. Port 8080 of Service app\/shop has GRPCRoutes/),
    });
  });

  test('is not wanted twice by a consumer and a producer', () => {
    const translation = new Translation(MESH)
      .sidecars('app/web', 'lab/tester', 'other/web')
      .apply(
        SERVICE,
        route('GRPCRoute', 'g', { ref: 'port: 80' }),
        route('HTTPRoute', 'r', { namespace: 'lab', ref: 'port: 80' }),
      );
    expect(told(translation, 'GRPCRoute/app/g').conditions).toEqual(ACCEPTED);
    expect(told(translation, 'HTTPRoute/lab/r').conditions?.[0]).toBe('Accepted True Accepted');
    expect([...translation.model.meshFrontendUses.entries()].map(([key]) => key).sort()).toEqual([
      'mesh/app/web|app/shop:80',
      'mesh/lab/tester|app/shop:80@lab',
      'mesh/other/web|app/shop:80',
    ]);
  });

  test('by two TCPRoutes is for the older one', () => {
    const translation = new Translation(MESH).apply(
      SERVICE,
      route('TCPRoute', 'older', { ref: 'port: 5432', created: '2020-01-01T00:00:00Z' }),
      route('TCPRoute', 'newer', { ref: 'port: 5432' }),
    );
    expect(told(translation, 'TCPRoute/app/newer')).toMatchObject({
      conditions: refused('Conflicted'),
      message: expect.stringMatching(/It is taken by TCPRoute app\/older/),
    });
    expect(handlings(translation)['app/shop:5432']).toEqual({
      type: 'TCP',
      chains: [{ name: 'app/older', serverNames: [], group: 'mesh/app/shop:5432/app/older' }],
    });
  });

  test('by two TLSRoutes is shared by server name', () => {
    const tls = (name: string, hostnames: string, created: string) =>
      route('TLSRoute', name, {
        ref: 'port: 5432',
        created,
        spec: `hostnames: [${hostnames}]\n  rules: [{ backendRefs: [{ name: shop, port: 80 }] }]`,
      });
    const translation = new Translation(MESH).apply(
      SERVICE,
      tls('older', '"*.example.com", a.example.com', '2020-01-01T00:00:00Z'),
      tls('newer', 'a.example.com, b.example.com', '2021-01-01T00:00:00Z'),
      tls('none', 'b.example.com', '2022-01-01T00:00:00Z'),
    );
    const chain = (name: string, ...serverNames: string[]) => ({
      name: `app/${name}`,
      serverNames,
      group: `mesh/app/shop:5432/app/${name}`,
    });
    expect(handlings(translation)['app/shop:5432']).toEqual({
      type: 'TCP',
      chains: [chain('older', '*.example.com', 'a.example.com'), chain('newer', 'b.example.com')],
    });
    expect(told(translation, 'TLSRoute/app/none').conditions).toEqual(refused('Conflicted'));
  });
});
