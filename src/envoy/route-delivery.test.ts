import { describe, expect, test } from '@jest/globals';
import { bucketedDelivery } from './bucketed-delivery.js';
import { plainDelivery } from './plain-delivery.js';
import { wholeDelivery } from './whole-delivery.js';

const DELIVERIES = { plain: plainDelivery, whole: wholeDelivery, bucketed: bucketedDelivery };

/** What everyone may rely on, whichever delivery it is. */
describe.each(Object.entries(DELIVERIES))('%s delivery', (_, delivery) => {
  const names = delivery.routeConfigurations('t');

  test.each(['www.example.com', '*.example.com', '*'])(
    'places %s in some of its route configurations, each once',
    (domain) => {
      const places = delivery.placements('t', domain);
      expect(places.length).toBeGreaterThan(0);
      expect(new Set(places).size).toBe(places.length);
      expect(names).toEqual(expect.arrayContaining([...places]));
    },
  );

  test('places a wildcard wherever an exact host may be, so that it can fall back', () => {
    expect(delivery.placements('t', '*')).toEqual(names);
    expect(delivery.placements('t', '*.example.com')).toEqual(names);
  });

  test('names route configurations after their table, up to a #', () => {
    for (const name of names) expect(name.split('#')[0]).toBe('t');
  });

  test('keeps tables apart', () => {
    expect(names.filter((name) => delivery.routeConfigurations('u').includes(name))).toEqual([]);
  });

  test('leads each scope to a route configuration', () => {
    for (const scope of delivery.scopes('t')) expect(names).toContain(scope.route_configuration_name);
  });

  test('depends on nothing but the table', () => {
    expect(delivery.specifier('t')).toEqual(delivery.specifier('t'));
    expect(delivery.references('t')).toEqual(delivery.references('t'));
  });
});

describe('deliveries by scopes', () => {
  const scopes = { whole: wholeDelivery.scopes('t'), bucketed: bucketedDelivery.scopes('t') };

  test('are the same for a listener', () => {
    expect(bucketedDelivery.specifier('t')).toEqual(wholeDelivery.specifier('t'));
    expect(bucketedDelivery.references('t')).toEqual(wholeDelivery.references('t'));
    expect(bucketedDelivery.internalHeaders).toEqual(wholeDelivery.internalHeaders);
  });

  test.each(Object.entries(scopes))('%s: a listener refers to the scopes that a request can have', (_, all) => {
    const asked = new Set(wholeDelivery.references('t').map(({ name }) => name));
    expect(asked.size).toBe(64);
    expect(all.filter(({ name }) => asked.has(name))).toHaveLength(64);
  });

  test.each(Object.entries(scopes))(
    '%s: each route configuration has a scope of its own, which no request has',
    (kind, all) => {
      const names = { whole: wholeDelivery, bucketed: bucketedDelivery }[kind]?.routeConfigurations('t') ?? [];
      const holding = all.filter(({ name }) => name.endsWith('#held'));
      expect(holding.map(({ route_configuration_name: name }) => name)).toEqual(names);
      const other = kind === 'whole' ? scopes.bucketed : scopes.whole;
      expect(other.filter(({ name }) => holding.some((each) => each.name === name))).toEqual([]);
    },
  );

  test.each(Object.entries(scopes))('%s: scopes have keys that differ', (_, all) => {
    const keys = all.map(({ key }) => key?.fragments?.[0]?.string_key);
    expect(new Set(keys).size).toBe(all.length);
  });
});
