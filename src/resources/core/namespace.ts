import { fieldError } from '../errors.js';
import { list, object, string, time } from '../go-schema.js';
import { dnsLabelProblem, qualifiedNameProblem } from '../names.js';
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

const STANDARD_FINALIZERS = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);

interface NamespaceSpec {
  readonly finalizers?: readonly string[];
}

export const namespace: CoreKind = {
  schema,
  nameProblem: dnsLabelProblem,
  complete: ({ metadata, spec }) => {
    const { finalizers = [] } = (spec ?? {}) as NamespaceSpec;
    return {
      // Selectors choose namespaces by this label, so it cannot be missing or wrong.
      metadata: { ...metadata, labels: { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name } },
      spec: { finalizers: finalizers.includes('kubernetes') ? finalizers : [...finalizers, 'kubernetes'] },
      status: { phase: 'Active' },
    };
  },
  check: ({ spec }) =>
    ((spec as NamespaceSpec).finalizers ?? []).flatMap((finalizer, index) => {
      const problem =
        qualifiedNameProblem(finalizer) ??
        (finalizer.includes('/') || STANDARD_FINALIZERS.has(finalizer)
          ? undefined
          : 'must be a standard finalizer or have a prefix');
      return problem === undefined
        ? []
        : [fieldError('invalid', ['spec', 'finalizers', index], `Invalid value: "${finalizer}": ${problem}`)];
    }),
  checkChange: () => [],
};
