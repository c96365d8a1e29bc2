import { networkInterfaces } from 'node:os';
import type { AdminServer } from '../admin/server.js';
import type { Change } from '../collections/index.js';
import { bootstrapFieldsProblem } from '../envoy/bootstrap-fields.js';
import { kindsRead } from '../gateway-api/inputs.js';
import { OPTIONAL_FIELDS } from '../gateway-api/missing.js';
import { Applier } from '../infrastructure/applier.js';
import { podBindAddresses } from '../infrastructure/bind-addresses.js';
import { objectName } from '../infrastructure/names.js';
import { KubernetesClient } from '../kubernetes/client.js';
import { ClusterCredentials } from '../kubernetes/credentials.js';
import { LeaderElection } from '../leadership/leader-election.js';
import type { GatewayProxy } from '../model/index.js';
import { AuthenticationLog } from '../security/authentication-log.js';
import { Authenticator } from '../security/authenticator.js';
import { Authority } from '../security/authority.js';
import { CaSecret } from '../security/ca-secret.js';
import { KeySet } from '../security/key-set.js';
import { ServerCertificate } from '../security/server-certificate.js';
import { type PodIdentity, TokenReviewer } from '../security/token-review.js';
import { KubernetesSource } from '../sources/kubernetes/source.js';
import type { SourceProblem, SourceUpdate } from '../sources/source.js';
import { formatProblem } from '../sources/source.js';
import { EventRecorder, type ObjectEvent } from '../status/events.js';
import { StatusWriter } from '../status/status-writer.js';
import { TOKEN_AUDIENCE } from '../well-known/names.js';
import { XDS_PORT } from '../well-known/ports.js';
import { shortTypeName } from '../well-known/xds-types.js';
import { XdsCache, XdsServer } from '../xds/index.js';
import { adminRoutes } from './admin-routes.js';
import { openAdmins } from './admin-servers.js';
import { controllerMetrics } from './controller-metrics.js';
import type { ControllerOptions } from './controller-options.js';
import { Mesh, sidecarOf } from './mesh.js';
import { certificateMetrics, meshMetrics } from './mesh-metrics.js';
import { metricsOf } from './metrics.js';
import { Pipeline, type PipelineChange } from './pipeline.js';
import { ProxyRejections, type RejectionChange } from './proxy-rejections.js';
import { clusterSettings } from './settings.js';
import type { LogLevel } from './standalone.js';

/**
 * Proxies spread over the replicas again, and their credentials are checked again, this often. Longer than their tokens live: while the
 * API server is away kubelet cannot renew them, and a proxy that has to show an expired one is cut off until it can.
 */
const CONNECTION_AGE_MS = 2 * 60 * 60_000;
/** How long the last responses may take to leave when stopping. */
const XDS_GRACE_MS = 2_000;
const CA_SECRET = 'gatewright-ca';
const MESH_CA_SECRET = 'gatewright-mesh-ca';

/**
 * A cluster's Gateway API objects in; proxies, their configuration and statuses out: everything in a cluster, wired.
 *
 * Every replica translates and serves xDS; the leader alone writes statuses and applies the objects of proxies. While the API server is
 * away, everything goes on with what was known last.
 */
export class Controller {
  readonly #options: ControllerOptions;
  readonly #client: KubernetesClient;
  readonly #cache = new XdsCache();
  readonly #pipeline: Pipeline;
  readonly #source: KubernetesSource;
  readonly #authority: Authority;
  readonly #certificate: ServerCertificate;
  readonly #keys: KeySet;
  readonly #authentications: AuthenticationLog;
  readonly #xds: XdsServer;
  readonly #rejections: ProxyRejections;
  readonly #writer: StatusWriter;
  readonly #applier: Applier;
  readonly #events: EventRecorder;
  readonly #mesh: Mesh | undefined;
  readonly #election: LeaderElection;
  /** Names of proxies by `namespace/ServiceAccount`. */
  readonly #proxies = new Map<string, string>();
  #admins: readonly AdminServer[] = [];
  #problems: readonly SourceProblem[] = [];
  #synced = false;
  #complete = false;
  #told = false;
  #opening: Promise<void> | undefined;
  #ready = false;
  #stopping = false;

  /** @throws UserError when there is no cluster to go to. */
  constructor(options: ControllerOptions) {
    this.#options = options;
    const { pod, watchNamespaces, controllerName, xdsService, proxyImage, lease, mesh, clusterDomain } = options;
    const { proxyNetworkPolicy: networkPolicy } = options;
    // Class-wide ProxyConfigs live beside the controller.
    const namespaces = watchNamespaces && { namespaces: [...new Set([...watchNamespaces, pod.namespace])] };
    const client = new KubernetesClient(ClusterCredentials.fromDefault());
    const log = (component: string) => (level: LogLevel, message: string) => this.#log(level, component, message);
    this.#client = client;
    client.clock.onChange((state, aheadMs) => {
      if (state === 'right') this.#log('info', 'gatewright', 'the clock agrees with that of the API server');
      else {
        const by = `${Math.abs(Math.round(aheadMs / 1_000))} seconds ${aheadMs > 0 ? 'ahead of' : 'behind'}`;
        this.#log(
          'warn',
          'gatewright',
          `the clock is ${by} that of the API server: certificates may not hold elsewhere`,
        );
      }
    });
    const addresses = podBindAddresses(networkInterfaces());
    const settings = {
      ...clusterSettings(controllerName, addresses, bootstrapFieldsProblem, mesh, clusterDomain),
      // Who may write there decides about all Gateways already.
      policyNamespaces: [pod.namespace],
    };
    this.#pipeline = new Pipeline({
      settings,
      envoy: {
        accessLog: 'stdout',
        bucketingSupported: true,
        ...(mesh && { mesh: { trustDomain: mesh.trustDomain, addresses } }),
      },
      infrastructure: {
        image: proxyImage,
        ...(networkPolicy && { networkPolicy }),
        xds: { hostname: xdsService, port: XDS_PORT, serverName: xdsService },
      },
      onError: ({ collection, key, error }) =>
        this.#log(
          'error',
          'translation',
          `${collection} ${key}: ${error instanceof Error ? error.stack : String(error)}`,
        ),
    });
    this.#pipeline.model.proxies.subscribe((changes) => {
      for (const [, { before, after }] of changes) {
        if (before !== undefined) this.#proxies.delete(serviceAccountOf(before));
        if (after !== undefined) this.#proxies.set(serviceAccountOf(after), after.name);
      }
    });
    // Streams are called as their pods are.
    this.#pipeline.objects('Pod')?.subscribe((changes) => {
      for (const [pod, { before, after }] of changes) {
        if (before !== undefined && before.metadata.uid !== after?.metadata.uid) this.#xds.endStreams(pod);
      }
    });
    const controllerNames = [controllerName, ...(settings.mesh ? [settings.mesh.controllerName] : [])];
    this.#writer = new StatusWriter({ client, controllerNames, onLog: log('status') });
    this.#applier = new Applier({
      client,
      controllerName,
      ...namespaces,
      onProxyStates: (changes) => this.#publish(this.#pipeline.proxies(changes)),
      onSynced: () => this.#tell(),
      // Streams are called as their pods are.
      onPodGone: (proxyPod) => this.#xds.endStreams(proxyPod),
      onLog: log('infrastructure'),
    });
    this.#events = new EventRecorder({ client, controllerName, instance: pod.name, onLog: log('events') });
    this.#source = new KubernetesSource({
      client,
      kinds: kindsRead(settings),
      optionalFields: OPTIONAL_FIELDS,
      ...namespaces,
      onLive: (changes) => this.#writer.observe(changes),
      onLog: log('kubernetes'),
    });
    this.#authority = new Authority({
      store: new CaSecret({ client, namespace: pod.namespace, name: CA_SECRET, onLog: log('security') }),
      purpose: 'xDS',
      clock: () => client.clock.state,
      onLog: log('security'),
    });
    this.#certificate = new ServerCertificate({ authority: this.#authority, dnsNames: [xdsService] });
    this.#keys = new KeySet({ client, onLog: log('security') });
    this.#authentications = new AuthenticationLog({ onLog: log('security') });
    const { onRefused, onAccepted, onEnded } = this.#authentications;
    const authenticator = new Authenticator({
      reviewer: new TokenReviewer({ client, audience: TOKEN_AUDIENCE }),
      keys: this.#keys,
      isAlive: (pod) => this.#isAlive(pod),
      audienceOf: (who) => this.#audienceOf(who),
      onRefused,
      onAccepted,
    });
    this.#xds = new XdsServer({
      cache: this.#cache,
      authenticate: authenticator.authenticate,
      connectionAgeMs: CONNECTION_AGE_MS,
      onEnded,
      onStream: (event) => {
        this.#mesh?.note(event);
        setImmediate(() => this.#rejections.refresh());
      },
    });
    this.#rejections = new ProxyRejections({
      client,
      cache: this.#cache,
      pod,
      onChanges: (changes) => this.#reject(changes),
      onLog: log('xds'),
    });
    this.#mesh =
      mesh &&
      new Mesh({
        ...{ client, options: mesh, controllerName, ...namespaces, authority: this.#authority, dnsName: xdsService },
        store: new CaSecret({ client, namespace: pod.namespace, name: MESH_CA_SECRET, onLog: log('security') }),
        podUid: (name) => this.#source.live('Pod', name)?.metadata.uid,
        image: proxyImage,
        publish: (changes) => this.#cache.update(changes),
        onSidecars: (changes) => this.#publish(this.#pipeline.sidecars(changes)),
        onFailure: (message) => this.#options.onFailure(message),
        onLog: log,
      });
    this.#election = new LeaderElection({
      client,
      namespace: pod.namespace,
      name: lease,
      identity: pod.name,
      onChange: (isLeader) => this.#lead(isLeader),
      onLog: log('leadership'),
    });
  }

  /** Begins; whatever the API server says or does not say, it goes on trying. */
  async start(): Promise<void> {
    const { health, admin } = this.#options;
    const view = {
      pipeline: this.#pipeline,
      xds: this.#xds,
      cache: this.#cache,
      problems: () => this.#problems,
      notReady: () => this.#notReady(),
    };
    const metrics = metricsOf(view, [
      ...controllerMetrics({
        authentications: this.#authentications,
        source: this.#source,
        writer: this.#writer,
        applier: this.#applier,
        election: this.#election,
        clock: this.#client.clock,
      }),
      ...certificateMetrics({ authority: this.#authority, server: this.#certificate, mesh: this.#mesh }),
      ...(this.#mesh ? meshMetrics({ mesh: this.#mesh, xds: this.#xds, source: this.#source }) : []),
    ]);
    const routes = adminRoutes({ ...view, metrics });
    this.#admins = await openAdmins(routes, { health, admin });
    this.#cache.onRejection(({ audience, typeUrl, name, rejection }) => {
      const type = shortTypeName(typeUrl);
      if (rejection) this.#log('warn', 'xds', `proxy ${audience} rejected ${type} ${name}: ${rejection.reason}`);
      else this.#log('info', 'xds', `proxy ${audience} no longer rejects ${type} ${name}`);
      // It is reported from within a stream or a transaction, which has to be through before the next one begins.
      setImmediate(() => this.#rejections.refresh());
    });
    this.#authority.onChange((bundle) => this.#publish(this.#pipeline.trust(bundle)));
    this.#mesh?.authority.onChange(() => this.#begin());
    void this.#authority.start();
    this.#keys.start();
    this.#rejections.start();
    this.#applier.start();
    this.#mesh?.start();
    this.#election.start();
    await this.#source.start((update) => this.#take(update));
  }

  /** Sends proxies to the other replicas and hands over the lead. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#opening;
    await Promise.all([this.#xds.shutdown(XDS_GRACE_MS), this.#election.stop()]);
    this.#writer.stop();
    this.#applier.stop();
    await this.#mesh?.stop();
    this.#rejections.stop();
    this.#keys.stop();
    this.#authority.stop();
    await this.#source.stop();
    await Promise.all(this.#admins.map((server) => server.close()));
    this.#client.close();
  }

  #log(level: LogLevel, component: string, message: string): void {
    this.#options.onLog(level, component, message);
  }

  #notReady(): string | undefined {
    if (this.#stopping) return 'stopping';
    if (this.#ready) return undefined;
    const waiting = this.#source.waitingFor();
    if (waiting.length > 0) return `waiting for the first list of ${waiting.join(', ')}`;
    if (this.#authority.bundle === '') return 'waiting for the certificate authority';
    if (this.#mesh?.authority.bundle === '') return 'waiting for the certificate authority of the mesh';
    return 'the xDS server is not open yet';
  }

  #take({ changes, problems, missing, synced }: SourceUpdate): void {
    const before = new Set(this.#problems.map(formatProblem));
    for (const problem of problems) {
      const text = formatProblem(problem);
      if (!before.has(text)) this.#log(problem.severity === 'note' ? 'info' : 'warn', 'kubernetes', text);
    }
    this.#problems = problems;
    this.#synced ||= synced;
    this.#publish(this.#pipeline.apply(changes, missing));
  }

  #reject(changes: readonly RejectionChange[]): void {
    for (const { proxy, name, reason } of changes) {
      if (reason === undefined) continue;
      this.#events.note({
        regarding: this.#regarding(proxy),
        type: 'Warning',
        reason: 'RejectedByProxy',
        note: `${name}: ${reason}`,
      });
    }
    this.#publish(this.#pipeline.reject(changes));
  }

  /** What users know a proxy by: its Gateway, or the ServiceAccount of its sidecars. */
  #regarding(proxy: string): ObjectEvent['regarding'] {
    const sidecar = sidecarOf(proxy);
    if (sidecar) {
      return { apiVersion: 'v1', kind: 'ServiceAccount', namespace: sidecar.namespace, name: sidecar.serviceAccount };
    }
    const [namespace = '', name = ''] = proxy.split('/');
    const uid = this.#source.live('Gateway', proxy)?.metadata.uid;
    return { apiVersion: 'gateway.networking.k8s.io/v1', kind: 'Gateway', namespace, name, ...(uid && { uid }) };
  }

  #audienceOf(who: PodIdentity): string | undefined {
    const gateway = this.#proxies.get(`${who.namespace}/${who.serviceAccount}`);
    return this.#mesh === undefined ? gateway : this.#mesh.admit(who, gateway);
  }

  #isAlive(pod: Parameters<Applier['isAlive']>[0]): boolean | undefined {
    const proxy = this.#applier.isAlive(pod);
    if (proxy || this.#mesh === undefined) return proxy;
    if (this.#mesh.isAlive(pod)) return true;
    return this.#source.waitingFor().includes('Pod') ? undefined : proxy;
  }

  #lead(isLeader: boolean): void {
    this.#writer.lead(isLeader);
    this.#applier.lead(isLeader);
    this.#mesh?.lead(isLeader);
    this.#events.lead(isLeader);
  }

  #publish({ resources, statuses, wanted, sidecarFiles }: PipelineChange): void {
    this.#cache.update(resources);
    if (resources.length > 0) this.#rejections.refresh();
    if (this.#complete) {
      this.#applier.want(afterOf(wanted));
      this.#mesh?.want(afterOf(sidecarFiles));
    } else this.#begin();
    if (this.#told) this.#writer.want(afterOf(statuses));
  }

  /** Begins to write and to serve, once everything that there was at the start is in. */
  #begin(): void {
    if (this.#complete || !this.#synced || this.#authority.bundle === '' || this.#mesh?.authority.bundle === '') return;
    this.#complete = true;
    this.#applier.want(new Map(this.#pipeline.wanted?.entries()));
    this.#mesh?.want(new Map(this.#pipeline.sidecarFiles?.entries()));
    this.#opening = this.#open();
  }

  async #open(): Promise<void> {
    this.#cache.markReady();
    try {
      await this.#xds.bind(this.#options.xds, this.#certificate.credentials);
    } catch (error) {
      this.#options.onFailure(`--xds ${this.#options.xds} can not be opened: ${(error as Error).message}`);
      return;
    }
    this.#ready = true;
    this.#log('info', 'gatewright', 'serving');
  }

  /** What became of proxies is known, so that statuses do not say for a moment that there are none. */
  #tell(): void {
    this.#told = true;
    this.#writer.want(new Map(this.#pipeline.model.statuses.entries()));
  }
}

function serviceAccountOf({ gateway, className }: GatewayProxy): string {
  return `${gateway.namespace}/${objectName(gateway.name, className)}`;
}

function afterOf<T>(changes: ReadonlyMap<string, Change<T>>): ReadonlyMap<string, T | undefined> {
  return new Map(Array.from(changes, ([key, { after }]) => [key, after]));
}
