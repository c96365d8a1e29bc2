// The name formats of Kubernetes. Each function says what is wrong with a value, or nothing if it is right.

type Problem = string | undefined;

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const NAME_PART = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;
const DATA_KEY = /^[-._a-zA-Z0-9]+$/;

/** RFC 1123 label: namespaces, Service port names. */
export function dnsLabelProblem(value: string): Problem {
  if (value.length > 63) return 'must be no more than 63 characters';
  if (LABEL.test(value)) return undefined;
  return 'must consist of lower case letters, digits and "-", and begin and end with a letter or digit (e.g. "my-name")';
}

/** RFC 1035 label: names of Services. */
export function dns1035LabelProblem(value: string): Problem {
  if (value.length > 63) return 'must be no more than 63 characters';
  if (LABEL_1035.test(value)) return undefined;
  return 'must consist of lower case letters, digits and "-", begin with a letter and end with a letter or digit (e.g. "my-name")';
}

/** RFC 1123 subdomain: names of most objects, host names. */
export function dnsSubdomainProblem(value: string): Problem {
  if (value.length > 253) return 'must be no more than 253 characters';
  if (value.split('.').every((label) => LABEL.test(label))) return undefined;
  return 'must consist of lower case letters, digits, "-" and ".", and each part between dots must begin and end with a letter or digit (e.g. "example.com")';
}

/** Keys of labels and annotations, names of finalizers: a name with an optional `prefix/`. */
export function qualifiedNameProblem(value: string): Problem {
  const parts = value.split('/');
  const name = parts.at(-1) ?? '';
  if (parts.length > 2) return 'must be a name with at most one "/", between an optional DNS prefix and the name';
  if (parts.length === 2) {
    if (parts[0] === '') return 'the prefix before "/" must not be empty';
    const problem = dnsSubdomainProblem(parts[0] ?? '');
    if (problem !== undefined) return `the prefix before "/" ${problem}`;
  }
  if (name === '') return 'the name must not be empty';
  if (name.length > 63) return 'the name must be no more than 63 characters';
  if (NAME_PART.test(name)) return undefined;
  return 'must consist of letters, digits, "-", "_" and ".", and begin and end with a letter or digit (e.g. "example.com/my-name")';
}

/** The value of a label. */
export function labelValueProblem(value: string): Problem {
  if (value.length > 63) return 'must be no more than 63 characters';
  if (value === '' || NAME_PART.test(value)) return undefined;
  return 'must be empty or consist of letters, digits, "-", "_" and ".", and begin and end with a letter or digit';
}

/** The key of an entry in a ConfigMap or Secret. */
export function dataKeyProblem(value: string): Problem {
  if (value.length > 253) return 'must be no more than 253 characters';
  if (!DATA_KEY.test(value)) return 'must consist of letters, digits, "-", "_" and "."';
  if (value === '.' || value.startsWith('..')) return 'must not be "." or begin with ".."';
  return undefined;
}
