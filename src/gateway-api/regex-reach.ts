import { RE2JS } from 're2js';

/** A set of byte strings, as an automaton that reads them from the left. */
export interface Automaton {
  /** They are numbered from 0. */
  readonly states: number;
  readonly start: number;
  /** The state after one more byte; undefined: no string of the set begins so. */
  step(state: number, byte: number): number | undefined;
  /** Whether a string may end here. */
  accepts(state: number): boolean;
}

/** An automaton that is ready to be searched. */
export interface Language {
  readonly automaton: Automaton;
  /** The state after byte `b` in state `s` at `256 * s + b`, or -1. */
  readonly steps: Int16Array;
}

export function language(automaton: Automaton): Language {
  const steps = Int16Array.from(
    { length: 256 * automaton.states },
    (_, index) => automaton.step(Math.floor(index / 256), index % 256) ?? -1,
  );
  return { automaton, steps };
}

/** An instruction of a compiled expression. */
interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  matchRune(rune: number): boolean;
}

/** Kinds of instructions, as the library numbers them. */
const OP = {
  ALT: 1,
  ALT_MATCH: 2,
  EMPTY_WIDTH: 4,
  FAIL: 5,
  MATCH: 6,
  RUNE: 8,
  RUNE1: 9,
  ANY: 10,
  ANY_BUT_NEWLINE: 11,
} as const;

/** Flags of the assertions `\A` (and `^`) and `\z` (and `$`). */
const BEGIN_TEXT = 4;
const END_TEXT = 8;

const NEWLINE = 0x0a;
const BYTES = Array.from({ length: 256 }, (_, byte) => byte);

/**
 * Whether a valid expression in RE2's syntax, anchored at both ends, matches a string of the language. A search through pairs of states
 * of both, so it is exact, but for word boundaries and line anchors, which count as met.
 */
export function matchesSome(pattern: string, { automaton, steps }: Language): boolean {
  const { inst, start } = RE2JS.compile(Buffer.from(pattern).toString('latin1')).re2Input.prog as {
    readonly inst: readonly Instruction[];
    readonly start: number;
  };
  const bytesOf = new Map<number, readonly number[]>();
  const seen = new Uint8Array(inst.length * automaton.states * 2);
  const open: (readonly [pc: number, state: number, ended: boolean])[] = [];
  const visit = (pc: number, state: number, ended: boolean) => {
    const index = (pc * automaton.states + state) * 2 + Number(ended);
    if (seen[index]) return;
    seen[index] = 1;
    open.push([pc, state, ended]);
  };
  visit(start, automaton.start, false);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [pc, state, ended] = next;
    const instruction = inst[pc];
    if (instruction === undefined) continue;
    const { op, out, arg } = instruction;
    if (op === OP.MATCH) {
      if (automaton.accepts(state)) return true;
    } else if (op === OP.ALT || op === OP.ALT_MATCH) {
      visit(out, state, ended);
      visit(arg, state, ended);
    } else if (op === OP.EMPTY_WIDTH) {
      if ((arg & BEGIN_TEXT) === 0 || state === automaton.start) visit(out, state, ended || (arg & END_TEXT) !== 0);
    } else if (op >= OP.RUNE) {
      if (ended) continue;
      const bytes = bytesOf.get(pc) ?? BYTES.filter((byte) => takes(instruction, byte));
      bytesOf.set(pc, bytes);
      for (const byte of bytes) {
        const after = steps[256 * state + byte] ?? -1;
        if (after >= 0) visit(out, after, false);
      }
    } else if (op !== OP.FAIL) {
      visit(out, state, ended);
    }
  }
  return false;
}

function takes(instruction: Instruction, byte: number): boolean {
  if (instruction.op === OP.ANY) return true;
  if (instruction.op === OP.ANY_BUT_NEWLINE) return byte !== NEWLINE;
  return instruction.matchRune(byte);
}
