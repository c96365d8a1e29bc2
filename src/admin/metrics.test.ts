import { describe, expect, test } from '@jest/globals';
import { createMetrics, type Sample } from './metrics.js';

describe('createMetrics', () => {
  let things: Sample[] = [];
  let total = 0;
  const metrics = createMetrics([
    { name: 'x_things', help: 'Things.', type: 'gauge', labels: ['kind'], collect: () => things },
    { name: 'x_total', help: 'All.', type: 'counter', collect: () => [{ value: total }] },
  ]);

  test('reads values when it is asked, and forgets what is gone', async () => {
    things = [
      { labels: { kind: 'a' }, value: 2 },
      { labels: { kind: 'b"' }, value: 1 },
    ];
    total = 7;
    const first = await metrics.render();
    expect(first).toContain('# TYPE x_things gauge\nx_things{kind="a"} 2\nx_things{kind="b\\""} 1\n');
    expect(first).toContain('# HELP x_total All.\n# TYPE x_total counter\nx_total 7\n');
    things = [{ labels: { kind: 'a' }, value: 3 }];
    total = 8;
    const second = await metrics.render();
    expect(second).toContain('# TYPE x_things gauge\nx_things{kind="a"} 3\n\n');
    expect(second).toContain('x_total 8\n');
  });

  test('shows the process too, in the text format', async () => {
    expect(await metrics.render()).toContain('process_cpu_seconds_total');
    expect(metrics.contentType).toContain('text/plain');
  });

  test('programs have metrics of their own', async () => {
    expect(await createMetrics([]).render()).not.toContain('x_total');
  });
});
