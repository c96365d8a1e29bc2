/** Folders and files of a proxy's container, and keys of the Secrets and ConfigMaps that are mounted as such files. */

export const CONFIG_FOLDER = '/etc/gatewright';
export const TOKEN_FOLDER = '/var/run/secrets/gatewright';
export const RUN_FOLDER = '/run/gatewright';

/** Envoy's configuration at its start. */
export const BOOTSTRAP_FILE = 'bootstrap.json';
/** Certificates of authorities, PEM: https://gateway-api.sigs.k8s.io/api-types/backendtlspolicy/ has them under the same key. */
export const CA_FILE = 'ca.crt';
/** The projected token of the service account. */
export const TOKEN_FILE = 'token';
/** Socket of Envoy's admin interface. */
export const ADMIN_SOCKET = `${RUN_FOLDER}/admin.sock`;

/** Type of Secrets that hold a certificate chain and its private key: https://kubernetes.io/docs/concepts/configuration/secret/#tls-secrets */
export const TLS_SECRET = 'kubernetes.io/tls';
export const TLS_CERTIFICATE = 'tls.crt';
export const TLS_KEY = 'tls.key';
