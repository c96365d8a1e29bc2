import { any } from '../../envoy-api/codec.js';
import type { HttpFilterFeature } from './feature.js';

/** Last filter of every chain, which forwards. In the mesh no header shows that there was a proxy. */
export const router: HttpFilterFeature = {
  name: 'router',
  filters: (kind) => [
    {
      name: 'envoy.filters.http.router',
      typed_config: any(
        'envoy.extensions.filters.http.router.v3.Router',
        kind === 'mesh' ? { suppress_envoy_headers: true } : {},
      ),
    },
  ],
};
