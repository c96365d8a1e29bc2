import { expect, test } from '@jest/globals';
import { podBindAddresses } from './bind-addresses.js';

const address = (family: 'IPv4' | 'IPv6', text: string, internal = false) => ({ family, address: text, internal });
const lo = [address('IPv4', '127.0.0.1', true), address('IPv6', '::1', true)];

test.each([
  ['IPv4 alone', [address('IPv4', '10.0.0.1')], '0.0.0.0'],
  ['a link-local address beside', [address('IPv4', '10.0.0.1'), address('IPv6', 'fe80::1')], '0.0.0.0'],
  ['both', [address('IPv4', '10.0.0.1'), address('IPv6', 'fd00::1')], '::'],
  ['IPv6 alone', [address('IPv6', '2001:db8::1')], '::'],
  ['nothing', [], '0.0.0.0'],
])('%s', (_, eth0, bound) => expect(podBindAddresses({ lo, eth0, gone: undefined })).toEqual([bound]));
