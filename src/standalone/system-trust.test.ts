import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { findSystemTrust } from './system-trust.js';

test('the file with the CA certificates of the machine is the first that exists', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gw-trust-'));
  const [own, first, second, none] = ['own.pem', 'first.pem', 'second.pem', 'none.pem'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  for (const path of [own, first, second]) writeFileSync(path, '');
  expect(findSystemTrust({}, [none, first, second])).toEqual({ systemTrust: first });
  expect(findSystemTrust({ SSL_CERT_FILE: own }, [first])).toEqual({ systemTrust: own });
  expect(findSystemTrust({ SSL_CERT_FILE: none }, [second])).toEqual({ systemTrust: second });
  expect(findSystemTrust({}, [none])).toEqual({});
  rmSync(folder, { recursive: true });
});
