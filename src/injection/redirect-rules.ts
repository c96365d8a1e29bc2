import { INBOUND_PORT, OUTBOUND_PORT, PROBE_PORT, READINESS_PORT } from '../well-known/ports.js';
import type { Exclusions } from './exclusions.js';

/** Group of Envoy in a sidecar, whose own connections are not redirected. Its user is another one in each pod. */
export const SIDECAR_GROUP = 1_337;

/** Removes the rules below, for `nft -f`. The table is declared first, so that there is always one to delete. */
export const NO_RULES = 'table inet gatewright\ndelete table inet gatewright\n';

export interface RuleOptions {
  /** Whether ports on which nothing listens refuse connections: it needs a kernel that can look for a socket (nft_socket). Default true. */
  readonly refuses?: boolean;
}

/**
 * The nftables rule set that leads a pod's TCP connections through its sidecar, for `nft -f`. It replaces the one before in one step,
 * and concerns new connections only.
 *
 * - What the pod opens goes to the outbound listener; not what Envoy opens, nor what stays in the pod, nor what goes to a port that Envoy
 *   has open at all addresses: it would take that for its own, whose pod it is.
 * - What the pod is sent goes to the inbound listener, if something in the pod takes connections there. Else it is refused as it would be
 *   without a sidecar, before a byte has passed, so that the client can try another endpoint: Envoy would take it, and close it later.
 * - What Envoy opens to the pod that it is in, as an endpoint of a Service like any other, is led to its own inbound listener, too:
 *   it expects mesh TLS there. The inbound listener's own connections to the application come from an address of loopback
 *   (127.0.0.6, ::1), which nothing gets that does not ask for it.
 * - Nobody gets at the two listeners directly: Envoy would connect to itself for ever.
 *
 * Source: https://wiki.nftables.org/wiki-nftables/index.php/Performing_Network_Address_Translation_(NAT),
 * https://www.netfilter.org/projects/nftables/manpage.html (SOCKET EXPRESSION)
 */
export function redirectRules(
  { outboundPorts = [], inboundPorts = [], outboundCidrs = [] }: Partial<Exclusions> = {},
  { refuses = true }: RuleOptions = {},
): string {
  const own = setOf([OUTBOUND_PORT, INBOUND_PORT]);
  const open = [PROBE_PORT, READINESS_PORT, ...inboundPorts];
  const direct = [PROBE_PORT, READINESS_PORT, INBOUND_PORT, ...outboundPorts];
  const outbound = [
    ...[4, 6].map((version) => hairpin(version as 4 | 6)),
    `meta skgid ${SIDECAR_GROUP} return`,
    'oifname "lo" return',
    `tcp dport ${setOf(direct)} return`,
    ...outboundCidrs.map((cidr) => `${cidr.includes(':') ? 'ip6' : 'ip'} daddr ${cidr} return`),
    `meta l4proto tcp redirect to :${OUTBOUND_PORT}`,
  ];
  const inboundGuard = [
    `ct direction original tcp dport ${own} drop`,
    ...(refuses ? [`ct state new tcp dport ${setOf(open)} accept`, ...refusing()] : []),
  ];
  return `${NO_RULES}table inet gatewright {
  chain outbound_guard {
    type filter hook output priority -150; policy accept;
    oifname "lo" ct direction original tcp dport ${own} reject with tcp reset
  }
  chain outbound {
    type nat hook output priority -100; policy accept;
${outbound.map((rule) => `    ${rule}`).join('\n')}
  }
  chain inbound_guard {
    type filter hook prerouting priority -150; policy accept;
${inboundGuard.map((rule) => `    iifname != "lo" ${rule}`).join('\n')}
  }
  chain inbound {
    type nat hook prerouting priority -100; policy accept;
    iifname != "lo" tcp dport != ${setOf(open)} redirect to :${INBOUND_PORT}
  }
}
`;
}

/** A connection is new until it is answered, and looked at then only. */
function refusing(): readonly string[] {
  return ['meta l4proto tcp socket wildcard { 0, 1 } accept', 'meta l4proto tcp reject with tcp reset'].map(
    (rule) => `ct state new ${rule}`,
  );
}

function setOf(ports: readonly number[]): string {
  return `{ ${[...new Set(ports)].sort((a, b) => a - b).join(', ')} }`;
}

function hairpin(version: 4 | 6): string {
  const [family, loopback] = version === 4 ? ['ip', '127.0.0.0/8'] : ['ip6', '::1'];
  const elsewhere = `${family} saddr != ${loopback} ${family} daddr != ${loopback}`;
  return `meta skgid ${SIDECAR_GROUP} oifname "lo" meta l4proto tcp ${elsewhere} redirect to :${INBOUND_PORT}`;
}
