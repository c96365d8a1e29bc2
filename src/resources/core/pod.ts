import { boolean, list, object, string } from '../go-schema.js';

/** What is read of a Pod, which the API server has checked. Its status says where it is. */
export const podSchema = object({
  spec: object({ serviceAccountName: string, hostNetwork: boolean }),
  status: object({ phase: string, podIP: string, podIPs: list(object({ ip: string })) }),
});
