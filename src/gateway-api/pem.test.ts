import { describe, expect, test } from '@jest/globals';
import { certificatesIn } from './pem.js';
import { selfSigned } from './testing/certificate.js';

const [one, two] = [selfSigned(['one']), selfSigned(['two'])].map(({ certificate }) => certificate.trim()) as [
  string,
  string,
];
const BEGIN = '-----BEGIN CERTIFICATE-----\n';

/** The certificates by their names; what cannot be read is a minus. */
const names = (text: string) => certificatesIn(text).map(({ certificate }) => certificate?.subjectAltName ?? '-');

describe('certificatesIn', () => {
  test('finds certificates, whatever is around them', () => {
    expect(names(`first: \n${one}\nbetween\r\n${two}${one}\n# end`)).toEqual(['DNS:one', 'DNS:two', 'DNS:one']);
    expect(certificatesIn(`x${one}\n\n${two}\n`).map(({ pem }) => pem)).toEqual([one, two]);
    expect(names('')).toEqual([]);
    expect(names(selfSigned(['key']).key)).toEqual([]);
  });

  test('counts what begins and cannot be read, one that does not end too', () => {
    expect(names(`${BEGIN}AAAA\n-----END CERTIFICATE-----\n${one}`)).toEqual(['-', 'DNS:one']);
    expect(names(`${BEGIN}${two}\n${BEGIN}`)).toEqual(['-', 'DNS:two', '-']);
  });

  test('takes no longer for a text that begins certificates and ends none', () => {
    expect(certificatesIn(BEGIN.repeat(40_000))).toHaveLength(40_000);
  });
});
