import { existsSync } from 'node:fs';

/** Where operating systems keep the CA certificates that they trust, as one PEM file. */
const PLACES = [
  // Debian, Ubuntu, Alpine
  '/etc/ssl/certs/ca-certificates.crt',
  // Fedora, RHEL
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/pki/tls/certs/ca-bundle.crt',
  // SUSE
  '/etc/ssl/ca-bundle.pem',
  // Alpine, macOS, BSD
  '/etc/ssl/cert.pem',
];

/** The setting for this machine's CA certificates: the file that `$SSL_CERT_FILE` names as for OpenSSL, else the usual places. */
export function findSystemTrust(
  env: NodeJS.ProcessEnv = process.env,
  places: readonly string[] = PLACES,
): { readonly systemTrust?: string } {
  const candidates = [env.SSL_CERT_FILE, ...places].filter((place) => place !== undefined);
  const systemTrust = candidates.find((place) => existsSync(place));
  return systemTrust === undefined ? {} : { systemTrust };
}
