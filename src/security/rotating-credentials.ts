import type { SecureContextOptions } from 'node:tls';
import { ServerCredentials } from '@grpc/grpc-js';
import { HANDSHAKE_MS } from '../xds/limits.js';

/**
 * TLS 1.3 with a certificate that may change: each handshake uses the one of that moment, connections that are open are left alone.
 * Without one, connections are closed. No certificate is asked of clients.
 */
export class RotatingCredentials extends ServerCredentials {
  constructor() {
    super({ minVersion: 'TLSv1.3', handshakeTimeout: HANDSHAKE_MS });
  }

  /** @param identity certificate and private key as PEM. */
  use(identity: Required<Pick<SecureContextOptions, 'cert' | 'key'>>): void {
    this.updateSecureContextOptions({ ...identity, minVersion: 'TLSv1.3' });
  }

  override _equals(other: ServerCredentials): boolean {
    return this === other;
  }
}
