import { expect, test } from '@jest/globals';
import { LeaderPart } from './leader-part.js';

class Part extends LeaderPart {
  readonly calls: string[] = [];
  ready = false;
  protected readonly reflectors = [{ start: () => this.calls.push('follow'), stop: () => this.calls.push('leave') }];
  protected readonly queue = { pause: () => this.calls.push('pause'), resume: () => this.calls.push('resume') };

  protected get isReady(): boolean {
    return this.ready;
  }

  becomeReady(): void {
    this.ready = true;
    this.update();
  }

  get writes(): boolean {
    return this.calls.filter((call) => call === 'pause' || call === 'resume').at(-1) === 'resume';
  }
}

test('follows on every replica, and writes while it leads and is ready, in whatever order that comes', () => {
  const [first, second] = [new Part(), new Part()];
  for (const part of [first, second]) part.start();
  expect([first.calls, second.calls]).toEqual([['follow'], ['follow']]);
  first.lead(true);
  expect(first.writes).toBe(false);
  first.becomeReady();
  expect(first.writes).toBe(true);
  second.becomeReady();
  expect(second.writes).toBe(false);
  second.lead(true);
  expect(second.writes).toBe(true);
  first.lead(false);
  expect(first.writes).toBe(false);
});

test('never writes again once it is stopped', () => {
  const part = new Part();
  part.start();
  part.becomeReady();
  part.lead(true);
  part.stop();
  expect(part.writes).toBe(false);
  expect(part.calls.at(-1)).toBe('leave');
  part.lead(true);
  part.becomeReady();
  expect(part.writes).toBe(false);
});
