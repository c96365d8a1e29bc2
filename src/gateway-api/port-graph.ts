import type { Collection, Graph } from '../collections/index.js';
import type { DeclaredListener } from './listener.js';
import { contender, holderPort, portClaim } from './port-claims.js';
import {
  claimedPort,
  coveredBy,
  firstClaim,
  firstToWant,
  hostnameContender,
  type PortVerdict,
  portHostname,
  portVerdict,
  proxyPort,
  takenPorts as takenPortsOf,
} from './port-conflicts.js';
import { toldBy } from './protocol.js';

/** Wires which listeners get the port and the hostname that they want. */
export function decidePorts(graph: Graph, declaredListeners: Collection<DeclaredListener>): Collection<PortVerdict> {
  const contenders = graph.flatMap('contenders', declaredListeners, {}, contender);
  const holderPorts = graph.groupBy('holderPorts', contenders, holderPort);
  const portClaims = graph.flatMap('portClaims', holderPorts, {}, portClaim);
  const claimsByPort = graph.groupBy('claimsByPort', portClaims, claimedPort);
  const portOwners = graph.map('portOwners', claimsByPort, {}, firstClaim);
  const gatewaysByPort = graph.groupBy('gatewaysByPort', portOwners, proxyPort);
  const takenPorts = graph.flatMap('takenPorts', gatewaysByPort, {}, takenPortsOf);
  const portsToldBy = graph.map('portsToldBy', portOwners, {}, ({ protocol = '' }) => toldBy(protocol));
  const claimReads = { portClaims, portsToldBy, portOwners };
  const hostnameContenders = graph.flatMap('hostnameContenders', declaredListeners, claimReads, hostnameContender);
  const contendersByHostname = graph.groupBy('contendersByHostname', hostnameContenders, portHostname);
  const hostnameWinners = graph.map('hostnameWinners', contendersByHostname, {}, firstToWant);
  const coverCounts = graph.count('coverCounts', hostnameWinners, coveredBy);
  const sharedHostnames = graph.map('sharedHostnames', coverCounts, {}, (count) => (count > 1 ? true : undefined));
  const verdictReads = { ...claimReads, takenPorts, hostnameWinners, sharedHostnames };
  return graph.map('portVerdicts', declaredListeners, verdictReads, portVerdict);
}
