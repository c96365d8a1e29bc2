import { describe, expect, test } from '@jest/globals';
import { bucketedDelivery } from './bucketed-delivery.js';
import { plainDelivery } from './plain-delivery.js';

const DELIVERIES = { plain: plainDelivery, bucketed: bucketedDelivery };

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
