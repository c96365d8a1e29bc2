import { parseAddress } from '../addresses.js';
import { duplicate, invalid, type TypedError, unsupported } from '../errors.js';

/** The fields of a Service that belong to its cluster addresses. */
interface ClusterIps {
  readonly clusterIP?: string;
  readonly clusterIPs?: readonly string[];
  readonly ipFamilies?: readonly string[];
  readonly ipFamilyPolicy?: string;
  readonly selector?: Readonly<Record<string, string>>;
}

const FAMILIES = ['IPv4', 'IPv6'];
const POLICIES = ['PreferDualStack', 'RequireDualStack', 'SingleStack'];
const IPS = ['spec', 'clusterIPs'];

function checkPair({ clusterIP, clusterIPs = [] }: ClusterIps): TypedError[] {
  if (clusterIPs.length === 0) return [];
  if (clusterIP === undefined) return [invalid(IPS, clusterIPs, 'must be empty when clusterIP is not set')];
  return clusterIPs[0] === clusterIP ? [] : [invalid(IPS, clusterIPs, 'the first value must be that of clusterIP')];
}

function checkFamilies({ ipFamilies = [], ipFamilyPolicy }: ClusterIps): TypedError[] {
  return [
    ...ipFamilies.flatMap((family, index) => {
      const path = ['spec', 'ipFamilies', index];
      return [
        ...(FAMILIES.includes(family) ? [] : [unsupported(path, family, FAMILIES)]),
        ...(ipFamilies.indexOf(family) < index ? [duplicate(path, family)] : []),
      ];
    }),
    ...(ipFamilyPolicy === undefined || POLICIES.includes(ipFamilyPolicy)
      ? []
      : [unsupported(['spec', 'ipFamilyPolicy'], ipFamilyPolicy, POLICIES)]),
  ];
}

function checkAddresses({ clusterIPs = [] }: ClusterIps): TypedError[] {
  if (clusterIPs[0] === 'None' && clusterIPs.length > 1)
    return [invalid(IPS, clusterIPs, '"None" must be the only value')];
  return clusterIPs.flatMap((text, index) =>
    (index === 0 && text === 'None') || parseAddress(text) !== undefined
      ? []
      : [invalid([...IPS, index], text, 'must be a valid IP address')],
  );
}

function checkAgainstFamilies({ clusterIPs = [], ipFamilies = [] }: ClusterIps): TypedError[] {
  const actual = clusterIPs.map((text) => parseAddress(text)?.family);
  const sameTwice = clusterIPs.length > 1 && (clusterIPs.length > 2 || actual[0] === actual[1]);
  return [
    ...(clusterIPs.length > 2 ? [invalid(IPS, clusterIPs, 'must have at most 2 values')] : []),
    ...(sameTwice ? [invalid(IPS, clusterIPs, 'must have at most one address of each family')] : []),
    ...clusterIPs.flatMap((text, index) => {
      const family = ipFamilies[index];
      const wrong = text !== 'None' && FAMILIES.includes(family ?? '') && actual[index] !== family;
      return wrong ? [invalid([...IPS, index], text, `must be an ${family} address, as ipFamilies says`)] : [];
    }),
  ];
}

/** Two addresses or families need a policy that allows two; without a policy there is one, but for headless Services without selector. */
function checkPolicy({
  clusterIP,
  clusterIPs = [],
  ipFamilies = [],
  ipFamilyPolicy,
  selector = {},
}: ClusterIps): TypedError[] {
  const isFreeHeadless = clusterIP === 'None' && Object.keys(selector).length === 0;
  const policy = ipFamilyPolicy ?? (isFreeHeadless ? 'RequireDualStack' : 'SingleStack');
  if (policy !== 'SingleStack') return [];
  const error = (what: string): TypedError =>
    invalid(
      ['spec', 'ipFamilyPolicy'],
      policy,
      `must be "RequireDualStack" or "PreferDualStack" when there are two ${what}`,
    );
  return [
    ...(clusterIPs.length === 2 ? [error('cluster IPs')] : []),
    ...(ipFamilies.length === 2 ? [error('IP families')] : []),
  ];
}

/** Checks what a Service says about its cluster addresses, as far as that does not depend on the cluster. */
export function checkClusterIps(spec: ClusterIps): TypedError[] {
  const errors = [...checkPair(spec), ...checkFamilies(spec)];
  const unreadable = checkAddresses(spec);
  if (unreadable.length > 0) return [...errors, ...unreadable];
  errors.push(...checkAgainstFamilies(spec));
  return errors.length > 0 ? errors : checkPolicy(spec);
}
