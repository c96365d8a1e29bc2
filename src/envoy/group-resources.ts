import type { XdsResource } from '../xds/resource.js';
import { groupCluster, groupLoadAssignment } from './backend-group.js';
import { secretsOf } from './cluster.js';
import { CLUSTER, LOAD_ASSIGNMENT, references, resource, SECRET } from './resources.js';

type ClusterArguments = Parameters<typeof groupCluster>;

/** The cluster of a group as a resource, which uses its endpoints and the secrets of its members. */
export function groupClusterResource(...[group, backendOf, mesh]: ClusterArguments): XdsResource {
  const { name, members } = group;
  const secrets = new Set(members.flatMap(({ backend }) => secretsOf(backend && backendOf(backend), mesh)));
  const uses = [...references(LOAD_ASSIGNMENT, [name]), ...references(SECRET, secrets)];
  return resource(CLUSTER, name, groupCluster(group, backendOf, mesh), uses);
}

/** The endpoints of a group as a resource. */
export function groupEndpointsResource(
  ...[group, endpointsOf, mesh]: Parameters<typeof groupLoadAssignment>
): XdsResource {
  return resource(LOAD_ASSIGNMENT, group.name, groupLoadAssignment(group, endpointsOf, mesh));
}
