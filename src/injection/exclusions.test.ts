import { describe, expect, test } from '@jest/globals';
import { parseCidrs, parsePorts } from './exclusions.js';

describe('ports', () => {
  test.each([
    ['', []],
    ['80', [80]],
    [' 80 ,, 65535', [80, 65535]],
  ])('%j', (text, ports) => expect(parsePorts(text)).toEqual(ports));

  test.each(['0', '65536', '80;drop', 'http', '-1', '1e3', '0x10', '80-90'])('not %j', (text) =>
    expect(() => parsePorts(text)).toThrow(
      `"${text}" is not a port: give numbers from 1 to 65535, separated by commas`,
    ),
  );
});

describe('ranges of addresses', () => {
  test.each([
    ['', []],
    ['10.1.0.0/16, fd00::/8', ['10.1.0.0/16', 'fd00::/8']],
    ['192.0.2.1', ['192.0.2.1']],
    ['::/0,0.0.0.0/0', ['::/0', '0.0.0.0/0']],
  ])('%j', (text, cidrs) => expect(parseCidrs(text)).toEqual(cidrs));

  test.each(['10.1.0.0/33', 'fd00::/129', '10.1/16', 'example.com', 'fe80::1%eth0', '10.0.0.0/8 accept', '1.2.3.4/-1'])(
    'not %j',
    (text) => expect(() => parseCidrs(text)).toThrow(`"${text}" is not a range of addresses`),
  );
});
