import { callsNoBackend, type FilterSetting } from './filter-setting.js';

/** URLRewrite. */
export interface UrlRewrite {
  readonly hostname?: string;
  readonly path?: PathModifier;
}

/** Also of a redirect. */
export interface PathModifier {
  readonly type: 'ReplaceFullPath' | 'ReplacePrefixMatch';
  readonly value: string;
}

export const urlRewrite: FilterSetting<UrlRewrite> = {
  merge: (rule, backend) => ({ ...rule, ...backend }),
  mapBackends: callsNoBackend,
};
