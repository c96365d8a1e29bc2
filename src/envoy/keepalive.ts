import type { TcpKeepalive } from '../envoy-api/generated/envoy/config/core/v3.js';
import type { KeepaliveSettings } from '../model/index.js';
import { uint32 } from './values.js';

export function tcpKeepalive({ time, interval, probes }: KeepaliveSettings): TcpKeepalive {
  return { keepalive_time: uint32(time), keepalive_interval: uint32(interval), keepalive_probes: uint32(probes) };
}
