import { expect, test } from '@jest/globals';
import { redirect } from './redirect.js';

const NOTHING = { outboundPorts: [], inboundPorts: [], outboundCidrs: [] };

test('without nft it says what is needed', () => {
  expect(() => redirect(NOTHING, '/nonexistent/nft')).toThrow(
    'the program nft (nftables) is needed: spawnSync /nonexistent/nft ENOENT',
  );
});
