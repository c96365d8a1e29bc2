import { expect, test } from '@jest/globals';
import { type RedirectOptions, redirect, removeRedirect } from './redirect.js';

const NOTHING = { outboundPorts: [], inboundPorts: [], outboundCidrs: [] };
const UID = 'b7a1f0a2-6d0e-4d3c-9b43-2f6f0c1d2e3f';
/** Without any nft: whatever fails here, no rule can be loaded. */
const tried = (options: Partial<RedirectOptions>) => () =>
  redirect(NOTHING, { podUid: UID, program: '/nonexistent/nft', isInitialNetwork: () => false, ...options });

test('without nft it says what is needed', () => {
  const message = 'the program nft (nftables) is needed: spawnSync /nonexistent/nft ENOENT';
  expect(tried({})).toThrow(message);
  expect(() => removeRedirect('/nonexistent/nft')).toThrow(message);
});

test.each([undefined, '', 'yes', 'b7a1f0a2'])(
  'a container that the injector did not make (%j) changes nothing',
  (podUid) => {
    expect(tried({ podUid })).toThrow("by the container that has the pod's UID in GATEWRIGHT_REDIRECT_POD");
  },
);

test('the network of the machine itself is never changed', () => {
  expect(tried({ isInitialNetwork: () => true })).toThrow('this is the network of the machine itself');
});
