import type { Authenticate, Identity } from './auth.js';
import type { EndReason } from './bad-request.js';
import type { XdsCache } from './cache.js';
import type { Laws } from './laws.js';

/** Who speaks on a stream, and about which type. */
export interface StreamEvent extends Identity {
  readonly typeUrl: string;
}

export interface XdsServerOptions {
  readonly cache: XdsCache;
  readonly authenticate: Authenticate;
  /** A response was written; its size in bytes. */
  readonly onSent?: (event: StreamEvent & { readonly bytes: number }) => void;
  readonly onAck?: (event: StreamEvent) => void;
  /** A response was refused; the reason is redacted. */
  readonly onNack?: (event: StreamEvent & { readonly reason: string }) => void;
  /** A stream was ended, or not begun, because its proxy asks for what no proxy needs. */
  readonly onEnded?: (event: Identity & { readonly reason: EndReason }) => void;
  /** A stream has begun or ended. */
  readonly onStream?: (event: Identity & { readonly open: boolean }) => void;
  /**
   * Milliseconds after which a TCP connection is closed gracefully (with a jitter of 10 %), so that proxies spread over the
   * replicas; absent: never.
   */
  readonly connectionAgeMs?: number;
  /** Which laws are kept; only a test that breaks one has a reason to set it. */
  readonly laws?: Laws;
}
