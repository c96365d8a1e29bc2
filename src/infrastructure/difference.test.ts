import { describe, expect, test } from '@jest/globals';
import { projection } from './difference.js';

const wanted = {
  metadata: { labels: { a: 'b' } },
  spec: {
    containers: [{ name: 'envoy', args: ['--x', '1'], env: [{ name: 'E', value: '1' }] }],
    tolerations: [{ key: 'k' }],
  },
};

/** As the API server gives it back: completed, and with parts of others. */
const live = {
  metadata: { labels: { a: 'b', other: 'x' }, uid: '1' },
  spec: {
    replicas: 3,
    containers: [
      { name: 'sidecar', image: 'other' },
      {
        name: 'envoy',
        args: ['--x', '1'],
        env: [{ name: 'OTHER' }, { name: 'E', value: '1' }],
        imagePullPolicy: 'Always',
      },
    ],
    tolerations: [{ key: 'k', operator: 'Equal' }],
  },
};

describe('projection', () => {
  test('leaves out what others added and what was filled in', () => expect(projection(live, wanted)).toEqual(wanted));

  test.each([
    ['a changed value', { ...live, metadata: { labels: { a: 'c' } } }],
    ['a label that is gone', { ...live, metadata: {} }],
    ['a container that is gone', { ...live, spec: { ...live.spec, containers: [live.spec.containers[0]] } }],
    [
      'an argument more',
      { ...live, spec: { ...live.spec, containers: [{ name: 'envoy', args: ['--x', '1', '--y'] }] } },
    ],
    [
      'an element more in a list without names',
      { ...live, spec: { ...live.spec, tolerations: [{ key: 'k' }, { key: 'l' }] } },
    ],
    ['another type', { ...live, spec: 'x' }],
  ])('shows %s', (_, changed) => expect(projection(changed, wanted)).not.toEqual(wanted));
});
