import { describe, expect, test } from '@jest/globals';
import {
  identityHostname,
  parseIdentity,
  parseServiceAccountUser,
  parseSpiffeId,
  serviceAccountUser,
  spiffeId,
  spiffePrefix,
} from './identities.js';

const CART = { namespace: 'shop', serviceAccount: 'cart' };

describe('an identity', () => {
  test('has one SPIFFE ID, which is read as it was written', () => {
    const id = spiffeId(CART, 'mesh.example');
    expect(id).toBe('spiffe://mesh.example/ns/shop/sa/cart');
    expect(parseSpiffeId(id)).toEqual({ trustDomain: 'mesh.example', ...CART });
  });

  test.each([
    'https://mesh.example/ns/shop/sa/cart',
    'spiffe:///ns/shop/sa/cart',
    'spiffe://mesh.example/ns/shop',
    'spiffe://mesh.example/ns/shop/sa/cart/more',
    'spiffe://mesh.example/ns//sa/cart',
  ])('is not read from %s', (uri) => expect(parseSpiffeId(uri)).toBeUndefined());

  test('begins with its whole trust domain', () => {
    expect(spiffeId(CART, 'mesh.example').startsWith(spiffePrefix('mesh.example'))).toBe(true);
    expect(spiffeId(CART, 'mesh.example.org').startsWith(spiffePrefix('mesh.example'))).toBe(false);
  });

  test('has a DNS name of its own, whatever dots its ServiceAccount has', () => {
    expect(identityHostname(parseIdentity('shop/cart'), 'mesh.example')).toBe('cart.shop.sa.mesh.example');
    const names = ['shop/cart', 'cart/shop', 'a/b.c', 'c/b.a'].map((key) => identityHostname(parseIdentity(key), 'x'));
    expect(new Set(names).size).toBe(names.length);
  });

  test('has a user name of the API server, which is read as it was written', () => {
    expect(serviceAccountUser(CART)).toBe('system:serviceaccount:shop:cart');
    expect(parseServiceAccountUser(serviceAccountUser(CART))).toEqual(CART);
    for (const user of [
      'admin',
      'system:serviceaccount:shop',
      'system:serviceaccount:a:b:c',
      'xsystem:serviceaccount:a:b',
    ]) {
      expect(parseServiceAccountUser(user)).toBeUndefined();
    }
  });
});
