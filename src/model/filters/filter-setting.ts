/** Behavior of a setting that a rule and each of its backends can have. */
export interface FilterSetting<Value> {
  /** Setting for the requests to a backend, where the rule has one and the backend has another. */
  merge(rule: Value, backend: Value): Value;
  /** Copy of the setting in which `rename` replaces the name of each Backend that it sends requests to. */
  mapBackends(value: Value, rename: (backend: string) => string): Value;
}

/** `mapBackends` of a setting that sends no requests. */
export function callsNoBackend<Value>(value: Value): Value {
  return value;
}

/** `merge` of a setting that only one of them can decide. */
export function preferBackend<Value>(_: Value, backend: Value): Value {
  return backend;
}
