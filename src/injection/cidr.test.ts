import { spawnSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { canonicalCidr } from './cidr.js';
import { redirectRules } from './redirect-rules.js';

describe('canonicalCidr', () => {
  test.each([
    ['10.1.0.0/16', '10.1.0.0/16'],
    ['10.1.2.3/16', '10.1.0.0/16'],
    ['10.0.0.0/08', '10.0.0.0/8'],
    ['192.0.2.1', '192.0.2.1'],
    ['192.0.2.129/31', '192.0.2.128/31'],
    ['255.255.255.255/0', '0.0.0.0/0'],
    ['fd00::/8', 'fd00::/8'],
    ['FD00:0:0:0:0:0:0:1', 'fd00::1'],
    ['1:2:3:4:5:6:1.2.3.4/64', '1:2:3:4::/64'],
    ['1:2:3:4:5:6:1.2.3.4', '1:2:3:4:5:6:102:304'],
    ['2001:db8::ffff/113', '2001:db8::8000/113'],
    ['::ffff:10.0.0.1/128', '::ffff:a00:1/128'],
    ['::1/000', '::/0'],
  ])('%s is %s', (text, range) => expect(canonicalCidr(text)).toBe(range));

  test.each([
    '',
    '10.1/16',
    '010.0.0.0/8',
    '10.0.0.0/33',
    'fd00::/129',
    'fe80::1%eth0',
    '1.2.3.4/-1',
    '::1/',
    '[::1]',
    '1.2.3.4/8/8',
    'a',
  ])('there is none for %j', (text) => expect(canonicalCidr(text)).toBeUndefined());

  test('whatever is taken has one form, which nftables loads', () => {
    const ranges: string[] = [];
    const address = fc.oneof(
      fc.ipV4(),
      fc.ipV6(),
      fc.ipV6().map((text) => text.replace(/:[0-9a-f]+:[0-9a-f]+$/, ':9.8.7.6')),
    );
    fc.assert(
      fc.property(address, fc.nat({ max: 135 }), fc.boolean(), (text, bits, padded) => {
        const range = canonicalCidr(`${text}/${padded ? `${bits}`.padStart(3, '0') : bits}`);
        if (range === undefined) return;
        expect(canonicalCidr(range)).toBe(range);
        ranges.push(range);
      }),
    );
    expect(ranges.length).toBeGreaterThan(20);
    // In a network of its own, and only looked at there.
    const { status, stderr } = spawnSync('unshare', ['--net', 'nft', '--check', '--file', '-'], {
      input: redirectRules({ outboundCidrs: ranges }),
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
