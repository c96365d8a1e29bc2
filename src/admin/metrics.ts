import { Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client';

/** One number with its labels. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A metric that is read when it is asked for: its values live where they arise. */
export interface MetricDefinition {
  readonly name: string;
  readonly help: string;
  readonly type: 'counter' | 'gauge';
  readonly labels?: readonly string[];
  readonly collect: () => Iterable<Sample>;
}

export interface Metrics {
  readonly contentType: string;
  render(): Promise<string>;
}

/** The metrics of a program in the text format of Prometheus, with those of the process and of Node. */
export function createMetrics(definitions: readonly MetricDefinition[]): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const { name, help, type, labels = [], collect } of definitions) {
    const options = { name, help, labelNames: labels, registers: [registry] };
    if (type === 'counter') {
      new Counter({
        ...options,
        collect() {
          this.reset();
          for (const { labels = {}, value } of collect()) this.inc(labels, value);
        },
      });
    } else {
      new Gauge({
        ...options,
        collect() {
          this.reset();
          for (const { labels = {}, value } of collect()) this.set(labels, value);
        },
      });
    }
  }
  return { contentType: registry.contentType, render: () => registry.metrics() };
}
