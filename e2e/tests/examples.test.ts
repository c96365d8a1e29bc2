import { readdir, readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from '@jest/globals';
import { type SendOptions, send } from '../../test/envoy/http-client.js';
import { get, kubectl } from '../support/kubectl.js';
import { PodClient } from '../support/pod-client.js';
import { answered, deployed, IMAGE, programmed, routeCondition } from '../support/world.js';

const FOLDER = 'examples/kubernetes';

/** Applies an example for one test. */
async function example(name: string, check: () => Promise<void>): Promise<void> {
  const file = `${FOLDER}/${name}.yaml`;
  await kubectl(['apply', '-f', file]);
  try {
    await check();
  } finally {
    await kubectl(['delete', '-f', file, '--ignore-not-found', '--wait']);
  }
}

describe('examples for a cluster', () => {
  const ran: string[] = [];
  const works = (name: string, check: () => Promise<void>) => {
    ran.push(`${name}.yaml`);
    test(name, () => example(name, check));
  };
  const ask = (address: string, host: string, by: string, more: Partial<SendOptions> = {}) =>
    answered({ to: 80, address, host, by, ...more });

  test('name the image of this version', async () => {
    for (const file of await readdir(FOLDER)) {
      const images = (await readFile(`${FOLDER}/${file}`, 'utf8')).match(/(?<=image: ).*/g);
      expect(new Set(images)).toEqual(new Set([IMAGE]));
    }
  });

  works('walk-through', async () => {
    const address = await programmed('walk-through', 'web');
    await ask(address, 'httpd.example.com', 'httpd');
  });

  works('two-teams', async () => {
    const address = await programmed('infra', 'prod-web');
    const https = { to: 443, tls: {} };
    await ask(address, 'foo.example.com', 'foo-auth', { ...https, path: '/login' });
    await ask(address, 'foo.example.com', 'foo-home', { ...https, path: '/home' });
    await ask(address, 'foo.example.com', 'foo-404', https);
    await ask(address, 'bar.example.com', 'bar-v2', { ...https, headers: { env: 'canary' } });
    const { reason } = await routeCondition('httproute', 'team-new', 'new', 'Accepted', 'False');
    expect(reason).toBe('NotAllowedByListeners');
  });

  works('traffic-splitting', async () => {
    const address = await programmed('versions', 'web');
    await ask(address, 'blue-green.example.com', 'v1');
    await ask(address, 'match.example.com', 'v1');
    await ask(address, 'match.example.com', 'v2', { headers: { 'x-version': 'v2' } });
    await ask(address, 'match.example.com', 'v2', { path: '/?version=v2' });
    for (const by of ['v1', 'v2']) await ask(address, 'weight.example.com', by);
  });

  works('cross-namespace', async () => {
    const address = await programmed('shared-gateway', 'shared');
    await ask(address, 'shop.example.com', 'accounts', { path: '/account' });
    expect((await send({ to: 80, address, host: 'shop.example.com', path: '/billing' })).status).toBe(500);
    const { reason } = await routeCondition('httproute', 'shop', 'shop', 'ResolvedRefs', 'False');
    expect(reason).toBe('RefNotPermitted');
  });

  works('proxy-settings', async () => {
    await ask(await programmed('classes', 'public'), 'app.example.com', 'app');
    await ask(await programmed('classes', 'private'), 'app.example.com', 'app');
    await deployed('classes', 'public-edge', 'private-internal');
    expect((await get('deployment', 'public-edge', 'classes')).spec.replicas).toBe(2);
    expect((await get('service', 'public-edge', 'classes')).spec.externalTrafficPolicy).toBe('Local');
    expect((await get('service', 'private-internal', 'classes')).spec.type).toBe('ClusterIP');
    const [envoy] = (await get('deployment', 'private-internal', 'classes')).spec.template.spec.containers;
    expect(envoy.args.join(' ')).toContain('--log-level info');
  });

  works('mesh', async () => {
    await deployed('catalog', 'prices-v1', 'prices-v2');
    for (const namespace of ['store', 'lab']) await deployed(namespace, 'client');
    const [store, lab] = [new PodClient('store', 'deployment/client'), new PodClient('lab', 'deployment/client')];
    const url = 'http://prices.catalog';
    await store.untilAnswered(url, 'prices-v2', { headers: { env: 'canary' } });
    const { 'prices-v1': most = 0, 'prices-v2': rest = 0, ...failed } = await store.shares(url, 200);
    expect({ most: most > 140, rest: rest > 2, failed }).toEqual({ most: true, rest: true, failed: {} });
    await lab.untilAnswered(url, 'prices-v2');
    expect(await lab.shares(url, 50)).toEqual({ 'prices-v2': 50 });
    expect((await lab.request(url)).headers).toMatchObject({ 'x-chosen-by': 'lab' });
    for (const client of [store, lab]) client.close();
  });

  afterAll(async () => expect(ran.sort()).toEqual((await readdir(FOLDER)).sort()));
});
