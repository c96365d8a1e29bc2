interface Peer {
  readonly remoteAddress?: string | undefined;
  readonly remotePort?: number | undefined;
}

/**
 * An answer: a line of JSON with the backend's name, what it received, and the address it came from, which is the same as long as the
 * connection or session is.
 */
export function heard(name: string, { remoteAddress, remotePort }: Peer, received: string): string {
  return `${JSON.stringify({ name, received, peer: `${remoteAddress}:${remotePort}` })}\n`;
}
