import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { envoyVersion } from './generated/version.js';
import { envoyPath } from './testing/envoy-verdict.js';

describe('the version of the Envoy API', () => {
  test('is the one that the .proto files were taken from', () => {
    expect(readFileSync('proto/VERSION', 'utf8')).toBe(
      `github.com/envoyproxy/go-control-plane/envoy v${envoyVersion}\n`,
    );
    expect(readFileSync('proto/generate/go.mod', 'utf8')).toContain(`go-control-plane/envoy v${envoyVersion}\n`);
    expect(readFileSync('NOTICE', 'utf8')).toContain(`go-control-plane/envoy v${envoyVersion}`);
  });

  test('is that of the Envoy we run', () => {
    expect(execFileSync(envoyPath, ['--version'], { encoding: 'utf8' })).toContain(`/${envoyVersion}/`);
  });
});
