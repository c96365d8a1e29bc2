import { createHash } from 'node:crypto';
import { identityHostname, type ServiceAccount, spiffeId } from '../well-known/identities.js';
import type { CacheChange, XdsResource } from '../xds/index.js';
import type { Authority, IssuedCertificate } from './authority.js';

/** What Envoy gets, as secrets. */
export interface WorkloadSecrets {
  /** @param chain the certificate as PEM. @param privateKey its key as PEM. */
  readonly identity: (chain: string, privateKey: string) => XdsResource;
  /** @param bundle PEM of the authorities that its peers' certificates may come from. */
  readonly roots: (bundle: string) => XdsResource;
}

export interface WorkloadIdentitiesOptions {
  readonly authority: Authority;
  /** Of the SPIFFE identities; a DNS name. */
  readonly trustDomain: string;
  readonly secrets: WorkloadSecrets;
  readonly publish: (changes: readonly CacheChange[]) => void;
}

/** Those that began together are renewed over this share of half a life. */
const SPREAD = 0.2;
/** So many keys take some 20 ms; then others get their turn. */
const AT_ONCE = 50;

interface Held {
  readonly workload: ServiceAccount;
  readonly early: number;
  issued: IssuedCertificate | undefined;
  published: XdsResource | undefined;
}

/**
 * The certificates of workloads. Each audience that is added has a certificate of its ServiceAccount, renewed when half of its life is
 * over, and the roots that the certificates of others come from. Keys are made here, and are nowhere but here and in the proxies.
 *
 * Source: https://github.com/spiffe/spiffe/blob/main/standards/X509-SVID.md
 */
export class WorkloadIdentities {
  /** Certificates that were issued since the start, and how many of these took the place of another one. */
  readonly counts = { issued: 0, renewed: 0 };
  readonly #options: WorkloadIdentitiesOptions;
  readonly #held = new Map<string, Held>();
  #roots: { readonly bundle: string; readonly resource: XdsResource } | undefined;
  #continuing = false;

  constructor(options: WorkloadIdentitiesOptions) {
    this.#options = options;
    options.authority.onCheck(() => this.#check());
  }

  /** How many audiences have a certificate. */
  get size(): number {
    return this.#held.size;
  }

  /** When the first of the certificates runs out, in milliseconds since the epoch; `undefined` when there is none. */
  get expires(): number | undefined {
    let first: number | undefined;
    for (const { issued } of this.#held.values()) {
      if (issued !== undefined && issued.issuedAt < (first ?? Infinity)) first = issued.issuedAt;
    }
    return first && first + this.#options.authority.certificateLifeMs;
  }

  /** From now on this audience has an identity: at once when there is an authority, else as soon as there is. */
  add(audience: string, workload: ServiceAccount): void {
    if (this.#held.has(audience)) return;
    const held: Held = { workload, early: SPREAD * fraction(audience), issued: undefined, published: undefined };
    this.#held.set(audience, held);
    this.#publish([...this.#newRoots(), ...this.#issue(audience, held), ...this.#rootsOf([audience])]);
  }

  /** Forgets it, key and all. */
  remove(audience: string): void {
    const held = this.#held.get(audience);
    if (held === undefined) return;
    this.#held.delete(audience);
    const gone = [held.published, this.#roots?.resource].flatMap((resource) => (resource ? [resource] : []));
    this.#publish(gone.map(({ typeUrl, name }) => ({ audience, typeUrl, name, resource: undefined })));
  }

  #check(): void {
    // Who trusts the new ones first never meets a certificate that it does not know.
    this.#publish(this.#newRoots());
    this.#renew();
  }

  #renew(): void {
    const changes: CacheChange[] = [];
    for (const [audience, held] of this.#held) {
      if (held.issued !== undefined && !this.#options.authority.isDue(held.issued, held.early)) continue;
      if (changes.length >= AT_ONCE) {
        this.#continue();
        break;
      }
      changes.push(...this.#issue(audience, held));
    }
    this.#publish(changes);
  }

  #continue(): void {
    if (this.#continuing) return;
    this.#continuing = true;
    setImmediate(() => {
      this.#continuing = false;
      this.#renew();
    });
  }

  #issue(audience: string, held: Held): readonly CacheChange[] {
    const { authority, trustDomain, secrets } = this.#options;
    const issued = authority.issue(subjectOf(held.workload, trustDomain));
    if (issued === undefined) return [];
    this.counts.issued += 1;
    if (held.issued !== undefined) this.counts.renewed += 1;
    const key = issued.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const resource = secrets.identity(issued.certificate.toString(), key);
    held.issued = issued;
    held.published = resource;
    return [changeOf(audience, resource)];
  }

  /** For every audience, when the roots are others now. */
  #newRoots(): readonly CacheChange[] {
    const { authority, secrets } = this.#options;
    const { bundle } = authority;
    if (bundle === '' || bundle === this.#roots?.bundle) return [];
    this.#roots = { bundle, resource: secrets.roots(bundle) };
    return this.#rootsOf(this.#held.keys());
  }

  #rootsOf(audiences: Iterable<string>): readonly CacheChange[] {
    const { resource } = this.#roots ?? {};
    return resource === undefined ? [] : Array.from(audiences, (audience) => changeOf(audience, resource));
  }

  #publish(changes: readonly CacheChange[]): void {
    if (changes.length > 0) this.#options.publish(changes);
  }
}

/** The names of a ServiceAccount: its SPIFFE identity, and a DNS name that Envoy can compare with that of an endpoint. */
function subjectOf(workload: ServiceAccount, trustDomain: string) {
  return {
    uris: [spiffeId(workload, trustDomain)],
    dnsNames: [identityHostname(workload, trustDomain)],
    usages: ['clientAuth', 'serverAuth'] as const,
  };
}

function changeOf(audience: string, resource: XdsResource): CacheChange {
  return { audience, typeUrl: resource.typeUrl, name: resource.name, resource };
}

/** Between 0 and 1, the same for the same text. */
function fraction(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}
