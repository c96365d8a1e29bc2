import { NAMESPACE_NAME_LABEL } from '../../well-known/labels.js';
import { list, object, string, time } from '../go-schema.js';
import { checkFinalizerNames, checkKnownFinalizers } from '../metadata.js';
import { dnsLabelProblem } from '../names.js';
import type { CoreKind } from './kind.js';

const schema = object({
  spec: object({ finalizers: list(string) }),
  status: object({
    phase: string,
    conditions: list(
      object({ type: string, status: string, lastTransitionTime: time, reason: string, message: string }),
    ),
  }),
});

interface NamespaceSpec {
  readonly finalizers?: readonly string[];
}

export const namespace: CoreKind = {
  schema,
  nameProblem: dnsLabelProblem,
  keepsGeneration: true,
  complete: ({ metadata, spec }) => {
    const { finalizers = [] } = (spec ?? {}) as NamespaceSpec;
    return {
      // Selectors choose namespaces by this label, so it cannot be missing or wrong.
      metadata:
        metadata.name === undefined
          ? metadata
          : { ...metadata, labels: { ...metadata.labels, [NAMESPACE_NAME_LABEL]: metadata.name } },
      spec: { finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] },
      status: { phase: 'Active' },
    };
  },
  check: ({ spec }) => {
    const { finalizers = [] } = spec as NamespaceSpec;
    const path = ['spec', 'finalizers'];
    return [...checkFinalizerNames(finalizers, path), ...checkKnownFinalizers(finalizers, path)];
  },
  checkChange: () => [],
};
