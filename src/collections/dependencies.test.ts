import { describe, expect, test } from '@jest/globals';
import { Dependencies } from './dependencies.js';

describe('Dependencies', () => {
  const readers = (dependencies: Dependencies, slot: number, key: string): readonly string[] => {
    const found: string[] = [];
    dependencies.forEachReader(slot, key, (reader) => found.push(reader));
    return found.sort();
  };

  test('finds who read a key, in the collection it was read in', () => {
    const dependencies = new Dependencies(2);
    dependencies.replace('r1', [0, 'gateway', 1, 'service']);
    dependencies.replace('r2', [0, 'gateway']);
    expect(readers(dependencies, 0, 'gateway')).toEqual(['r1', 'r2']);
    expect(readers(dependencies, 1, 'service')).toEqual(['r1']);
    expect(readers(dependencies, 1, 'gateway')).toEqual([]);
  });

  test('a new computation replaces what was read before', () => {
    const dependencies = new Dependencies(1);
    dependencies.replace('r', [0, 'a', 0, 'b']);
    dependencies.replace('r', [0, 'b', 0, 'c']);
    expect(dependencies.readsOf('r')).toEqual([0, 'b', 0, 'c']);
    expect(['a', 'b', 'c'].map((key) => readers(dependencies, 0, key))).toEqual([[], ['r'], ['r']]);
  });

  test('remembers a key that was read twice once', () => {
    const dependencies = new Dependencies(1);
    dependencies.replace('r', [0, 'a', 0, 'b', 0, 'a']);
    expect(dependencies.readsOf('r')).toEqual([0, 'a', 0, 'b']);
    dependencies.replace('r', [0, 'b']);
    expect(readers(dependencies, 0, 'a')).toEqual([]);
  });

  test('holds nothing when all was forgotten', () => {
    const dependencies = new Dependencies(2);
    dependencies.replace('r1', [0, 'a', 1, 'b']);
    dependencies.replace('r2', [0, 'a']);
    dependencies.replace('r3', []);
    expect(dependencies.size).toBeGreaterThan(0);
    for (const key of ['r1', 'r2', 'r3']) dependencies.replace(key, []);
    expect(dependencies.size).toBe(0);
  });
});
