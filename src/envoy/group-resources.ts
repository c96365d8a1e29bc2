import type { XdsResource } from '../xds/resource.js';
import { groupCluster, groupLoadAssignment } from './backend-group.js';
import { secretsOf } from './cluster.js';
import { CLUSTER, LOAD_ASSIGNMENT, references, resource, SECRET } from './resources.js';

/** The cluster of a group as a resource, which uses its endpoints and the secrets of its members. */
export function groupClusterResource(...[group, backends, mesh]: Parameters<typeof groupCluster>): XdsResource {
  const { name, members } = group;
  const secrets = new Set(members.flatMap(({ backend }) => secretsOf(backend && backends.get(backend), mesh)));
  const uses = [...references(LOAD_ASSIGNMENT, [name]), ...references(SECRET, secrets)];
  return resource(CLUSTER, name, groupCluster(group, backends, mesh), uses);
}

/** The endpoints of a group as a resource. */
export function groupEndpointsResource(...[group, reads, mesh]: Parameters<typeof groupLoadAssignment>): XdsResource {
  return resource(LOAD_ASSIGNMENT, group.name, groupLoadAssignment(group, reads, mesh));
}
