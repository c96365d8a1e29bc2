import type { Collection } from '../../collections/index.js';
import type {
  HttpAction,
  HttpMatch,
  HttpRule,
  Model,
  ObjectStatus,
  StatusCondition,
  TrustBundle,
  ValueMatch,
  VirtualHost,
} from '../../model/index.js';

/** The model and the statuses in a form that is short enough to be read in a review. Empty parts are left out. */
export function summary(model: Model): unknown {
  return withoutEmpty({
    listeners: values(model.listeners),
    filterChains: values(model.filterChains),
    routeTables: values(model.routeTables),
    virtualHosts: byKey(model.virtualHosts, virtualHost),
    httpRules: byKey(model.httpRules, httpRule),
    backendGroups: byKey(model.backendGroups, ({ transport, members }) =>
      members.map(({ weight, backend = 'nothing' }) => `${weight} to ${backend} (${transport})`),
    ),
    backends: values(model.backends),
    endpoints: byKey(model.endpoints, ({ endpoints }) =>
      endpoints.map(({ address, port, health, zone, identity }) =>
        [address, port, health, zone, identity && `is ${identity}`].filter(Boolean).join(' '),
      ),
    ),
    certificates: [...model.certificates.entries()].map(([name]) => name).sort(),
    trustBundles: byKey(model.trustBundles, trustSource),
    sidecars: values(model.sidecars),
    meshFrontends: values(model.meshFrontends),
    meshRoutes: byKey(model.meshRoutes, ({ routes }) => routes.map(({ rule, match }) => `${rule} match ${match}`)),
    meshRules: byKey(model.meshRules, httpRule),
    meshGroups: byKey(model.meshGroups, ({ members }) =>
      members.map(({ weight, backend = 'nothing' }) => `${weight} to ${backend}`),
    ),
    meshFrontendUses: keys(model.meshFrontendUses),
    proxies: values(model.proxies).map(({ name, gateway: _, controllerName: __, ...proxy }) =>
      withoutEmpty({ name, ...proxy }),
    ),
    uses: [...keys(model.backendUses), ...keys(model.certificateUses), ...keys(model.trustBundleUses)],
    statuses: byKey(model.statuses, status),
  });
}

function httpRule({ key: _, route: __, matches, action, ...rule }: HttpRule): unknown {
  return withoutEmpty({ matches: matches.map(httpMatch), ...rule, action: httpAction(action) });
}

/** In one line. */
function httpMatch({ path, method, headers, queryParams }: HttpMatch): string {
  const value = (kind: string) => (each: ValueMatch) =>
    `${kind} ${each.name} ${each.type === 'Exact' ? '=' : '~'} ${each.value}`;
  const parts = [method, ...headers.map(value('header')), ...queryParams.map(value('query'))].filter(Boolean);
  return [`${path.type} ${path.value}`, ...parts].join(', ');
}

function httpAction(action: HttpAction): unknown {
  switch (action.type) {
    case 'Error':
      return action.status;
    case 'Redirect':
      return action.redirect;
    case 'Forward':
      return action.backends.map(({ weight, status = 500, backend = `none, answers ${status}`, ...rest }) => {
        const more = withoutEmpty(rest);
        const target = `${weight} to ${backend}`;
        return Object.keys(more).length === 0 ? target : { [target]: more };
      });
  }
}

function virtualHost({ chain, filters, refusal, routes }: VirtualHost): unknown {
  const list = routes.map(({ rule, match }) => `${rule} match ${match}`);
  const told = filters === undefined && refusal === undefined ? list : withoutEmpty({ filters, refusal, routes: list });
  return chain === undefined ? told : { [`on connections of ${chain}`]: told };
}

function status({ status }: ObjectStatus): unknown {
  if ('ancestors' in status) {
    return status.ancestors.map(({ ancestorRef, conditions: list }) => ({
      ancestorRef: Object.values(ancestorRef).join(' '),
      ...conditions(list),
    }));
  }
  if ('parents' in status) {
    return status.parents.map((parent) => ({
      parentRef: Object.values(parent.parentRef).join(' '),
      ...conditions(parent.conditions),
    }));
  }
  if (!('listeners' in status)) return conditions(status.conditions);
  return withoutEmpty({
    ...conditions(status.conditions),
    ...('addresses' in status && {
      addresses: status.addresses.map(({ value, routability }) => `${value}${routability ? ` ${routability}` : ''}`),
      attachedListenerSets: status.attachedListenerSets ?? {},
    }),
    listeners: Object.fromEntries(
      status.listeners.map((listener) => [
        listener.name,
        {
          supportedKinds: listener.supportedKinds.map(({ kind }) => kind).join(' '),
          attachedRoutes: listener.attachedRoutes,
          ...conditions(listener.conditions),
        },
      ]),
    ),
  });
}

function trustSource({ source }: TrustBundle): string {
  if (source.type === 'File') return source.path;
  const count = source.certificates.match(/BEGIN CERTIFICATE/g)?.length ?? 0;
  return `${count} certificate${count === 1 ? '' : 's'}`;
}

/** What goes well is told in one word. */
function conditions(list: readonly StatusCondition[]): Record<string, string> {
  return Object.fromEntries(
    list.map(({ type, status, reason, message }) => [
      type,
      status === 'True' && (reason === type || reason === 'Accepted')
        ? status
        : type === 'Conflicted' && status === 'False'
          ? status
          : `${status}, ${reason}: ${message}`,
    ]),
  );
}

function keys(collection: Collection<unknown>): string[] {
  return [...collection.entries()].map(([key]) => key).sort();
}

function values<V>(collection: Collection<V>): V[] {
  return keys(collection).flatMap((key) => collection.get(key) ?? []);
}

function byKey<V>(collection: Collection<V>, tell: (value: V) => unknown): Record<string, unknown> {
  return Object.fromEntries(keys(collection).map((key) => [key, tell(collection.get(key) as V)]));
}

function withoutEmpty(object: Record<string, unknown>): Record<string, unknown> {
  const empty = (value: unknown) =>
    value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0);
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !empty(value)));
}
