import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (file: string): string => readFileSync(root + file, 'utf8');

interface DevContainer {
  readonly features: Readonly<Record<string, { readonly version?: string }>>;
}

describe('development environments', () => {
  const node = read('Dockerfile').match(/^ARG NODE_VERSION=(.+)$/m)?.[1];
  const { features } = JSON.parse(read('.devcontainer/devcontainer.json')) as DevContainer;
  const version = (feature: string) => features[`ghcr.io/devcontainers/features/${feature}:1`]?.version;

  test('have the version of Node that the image has', () => {
    expect(node).toMatch(/^\d+\.\d+\.\d+$/);
    expect(read('.nvmrc').trim()).toBe(node);
    expect(version('node')).toBe(node);
  });

  test('have the version of Go that builds the programs of a cluster', () => {
    const go = read('Makefile').match(/^export GOTOOLCHAIN \?= go(.+)$/m)?.[1];
    expect(go).toMatch(/^\d+\.\d+\.\d+$/);
    expect(version('go')).toBe(go);
  });
});
