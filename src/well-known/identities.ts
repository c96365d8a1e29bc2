/** Identities of workloads in each of their forms: SPIFFE ID, DNS name, and user name of the API server. */

/** A ServiceAccount. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

const SCHEME = 'spiffe://';
const SPIFFE_ID = /^spiffe:\/\/([^/]+)\/ns\/([^/]+)\/sa\/([^/]+)$/;
const USER = /^system:serviceaccount:([a-z0-9-]+):([a-z0-9.-]+)$/;

/**
 * `spiffe://TRUST_DOMAIN/ns/NAMESPACE/sa/NAME`.
 *
 * Source: https://github.com/spiffe/spiffe/blob/main/standards/SPIFFE-ID.md, with the path that service meshes have for ServiceAccounts.
 * @param trustDomain a DNS name
 */
export function spiffeId({ namespace, serviceAccount }: ServiceAccount, trustDomain: string): string {
  return `${spiffePrefix(trustDomain)}ns/${namespace}/sa/${serviceAccount}`;
}

/** Beginning of all SPIFFE IDs of a trust domain, up to and with the slash: `a.example` is no beginning of `a.example.org`. */
export function spiffePrefix(trustDomain: string): string {
  return `${SCHEME}${trustDomain}/`;
}

/** Reads what {@link spiffeId} has written. @returns `undefined` for any other URI. */
export function parseSpiffeId(uri: string): (ServiceAccount & { readonly trustDomain: string }) | undefined {
  const [, trustDomain, namespace, serviceAccount] = SPIFFE_ID.exec(uri) ?? [];
  if (trustDomain === undefined || namespace === undefined || serviceAccount === undefined) return undefined;
  return { trustDomain, namespace, serviceAccount };
}

/**
 * DNS name of a ServiceAccount, which its certificate has beside the SPIFFE ID, and by which proxies ask for it with SNI. A namespace has no
 * dots, so no two identities have one name.
 */
export function identityHostname({ namespace, serviceAccount }: ServiceAccount, trustDomain: string): string {
  return `${serviceAccount}.${namespace}.sa.${trustDomain}`;
}

/** Reads `namespace/serviceaccount`, the key by which endpoints name identities. */
export function parseIdentity(key: string): ServiceAccount {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), serviceAccount: key.slice(slash + 1) };
}

/** User name of a ServiceAccount: https://kubernetes.io/docs/reference/access-authn-authz/authentication/#service-account-tokens */
export function serviceAccountUser({ namespace, serviceAccount }: ServiceAccount): string {
  return `system:serviceaccount:${namespace}:${serviceAccount}`;
}

/** Reads what {@link serviceAccountUser} has written. @returns `undefined` for any other user. */
export function parseServiceAccountUser(user: string): ServiceAccount | undefined {
  const [, namespace, serviceAccount] = USER.exec(user) ?? [];
  return namespace === undefined || serviceAccount === undefined ? undefined : { namespace, serviceAccount };
}
