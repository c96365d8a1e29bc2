import { readFile } from 'node:fs/promises';
import { createSecureContext } from 'node:tls';
import { startDatagramEcho } from '../echo/datagram-server.js';
import { startEcho } from '../echo/echo-server.js';
import { startLineEcho } from '../echo/line-server.js';
import type { EchoCertificate, EchoServer } from '../echo/tcp-server.js';
import { createAuthority, issueServerCertificate } from '../security/certificate.js';
import { UsageError, UserError } from '../user-error.js';
import { stopSignals } from './stop-signal.js';

/** What a built-in backend speaks, as it is spelt in URLs. */
export const ECHO_PROTOCOLS = ['http', 'https', 'tcp', 'udp'] as const;
export type EchoProtocol = (typeof ECHO_PROTOCOLS)[number];

export interface EchoBackend {
  readonly name: string;
  /** IP address; 127.0.0.1 by default. */
  readonly host?: string;
  readonly port: number;
  readonly protocol: EchoProtocol;
  /** For https; by default one that nobody can verify. */
  readonly certificate?: EchoCertificate;
}

/** Starts a built-in backend. @throws UserError when its port can not be opened. */
export async function openEcho(backend: EchoBackend): Promise<EchoServer> {
  try {
    return await start(backend);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const { name, port } = backend;
    if (code?.startsWith('ERR_'))
      throw new UserError(`the certificate for the backend ${name} is of no use: ${message}`);
    const why = code === 'EADDRINUSE' ? 'is taken' : `can not be opened: ${message}`;
    throw new UserError(`the port ${port} for the backend ${name} ${why}; choose another`);
  }
}

function start({ protocol, certificate, ...options }: EchoBackend): Promise<EchoServer> {
  switch (protocol) {
    case 'http':
      return startEcho(options);
    case 'https':
      return startEcho(options, certificate ?? unverifiable(options.name));
    case 'tcp':
      return startLineEcho(options);
    case 'udp':
      return startDatagramEcho(options);
  }
}

const DAY_MS = 86_400_000;

/** A certificate of an authority that is forgotten at once. */
function unverifiable(name: string): EchoCertificate {
  const validity = { notBefore: Date.now() - DAY_MS, notAfter: Date.now() + 365 * DAY_MS };
  const { certificate, privateKey } = issueServerCertificate(createAuthority('echo', validity), [name], validity);
  return { certificate: certificate.toString(), key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
}

export type EchoCommandOptions = {
  readonly name: string;
  readonly host: string;
  /** Files of PEM, both or none. */
  readonly certificate?: string;
  readonly key?: string;
} & { readonly [P in EchoProtocol]?: number };

/** `gatewright echo`: serves until a signal stops it. */
export async function echoCommand(options: EchoCommandOptions): Promise<number> {
  const { name, host } = options;
  if (ECHO_PROTOCOLS.every((protocol) => options[protocol] === undefined)) {
    throw new UsageError('there is nothing to serve; give one of --port, --https, --tcp, --udp');
  }
  const certificate = await certificateOf(options);
  const { first } = stopSignals();
  const servers: EchoServer[] = [];
  try {
    for (const protocol of ECHO_PROTOCOLS) {
      const port = options[protocol];
      if (port === undefined) continue;
      const server = await openEcho({ name, host, port, protocol, ...(certificate && { certificate }) });
      servers.push(server);
      console.log(`${name} answers on ${protocol}://${host}:${server.port}`);
    }
    await first;
    return 0;
  } finally {
    for (const server of servers) await server.close();
  }
}

async function certificateOf({ certificate, key }: EchoCommandOptions): Promise<EchoCertificate | undefined> {
  if (certificate === undefined && key === undefined) return undefined;
  if (certificate === undefined || key === undefined) throw new UsageError('--certificate and --key need each other');
  const read = { certificate: await pemOf(certificate), key: await pemOf(key) };
  try {
    createSecureContext({ cert: read.certificate, key: read.key });
  } catch (error) {
    throw new UserError(
      `${certificate} and ${key} can not be used as a certificate and its key: ${(error as Error).message}`,
    );
  }
  return read;
}

function pemOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new UserError(`${file} can not be read: ${error.message}`);
  });
}
