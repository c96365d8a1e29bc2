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

/** An automaton that is ready to be searched; sets of states are bits of a number, so that there can be 31 of them. */
export interface Language {
  readonly automaton: Automaton;
  /** The number of each byte's kind: those of one lead from each state to the same one. */
  readonly kinds: Uint8Array;
  /** By kind and state, the set of the state after it; none: no string of the language goes on so. */
  readonly steps: readonly Int32Array[];
}

export function language(automaton: Automaton): Language {
  const states = Array.from({ length: automaton.states }, (_, state) => state);
  const steps = new Map<string, readonly [kind: number, after: Int32Array]>();
  const kinds = Uint8Array.from(BYTES, (byte) => {
    const after = Int32Array.from(states, (state) => setOf(automaton.step(state, byte)));
    const [kind] = steps.get(after.join()) ?? [steps.size];
    steps.set(after.join(), [kind, after]);
    return kind;
  });
  return { automaton, kinds, steps: Array.from(steps.values(), ([, after]) => after) };
}

function setOf(state: number | undefined): number {
  return state === undefined ? 0 : 1 << state;
}

/** An instruction of a compiled expression. */
interface Instruction {
  readonly op: number;
  readonly out: number;
  readonly arg: number;
  readonly runes?: readonly number[] | null;
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
 * of both, so it is exact, but for word boundaries and line anchors, which count as met. Each instruction is looked at once for each state at most.
 */
export function matchesSome(pattern: string, language: Language): boolean {
  const { automaton } = language;
  const { inst, start } = RE2JS.compile(Buffer.from(pattern).toString('latin1')).re2Input.prog as {
    readonly inst: readonly Instruction[];
    readonly start: number;
  };
  const accepting = BYTES.slice(0, automaton.states).reduce(
    (set, state) => (automaton.accepts(state) ? set | setOf(state) : set),
    0,
  );
  const stepsOf = instructionSteps(language);
  // By instruction, and behind these by instruction after the end of the text: sets of states.
  const seen = new Int32Array(2 * inst.length);
  const pending = new Int32Array(2 * inst.length);
  const open: number[] = [];
  const visit = (index: number, states: number) => {
    const found = states & ~(seen[index] ?? 0);
    if (found === 0) return;
    seen[index] = (seen[index] ?? 0) | found;
    if (pending[index] === 0) open.push(index);
    pending[index] = (pending[index] ?? 0) | found;
  };
  visit(start, setOf(automaton.start));
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const states = pending[index] ?? 0;
    pending[index] = 0;
    const ended = index >= inst.length ? inst.length : 0;
    const instruction = inst[index - ended];
    if (instruction === undefined) continue;
    const { op, out, arg } = instruction;
    if (op === OP.MATCH) {
      if ((states & accepting) !== 0) return true;
    } else if (op === OP.ALT || op === OP.ALT_MATCH) {
      visit(out + ended, states);
      visit(arg + ended, states);
    } else if (op === OP.EMPTY_WIDTH) {
      const met = (arg & BEGIN_TEXT) === 0 ? states : states & setOf(automaton.start);
      visit(out + ((arg & END_TEXT) === 0 ? ended : inst.length), met);
    } else if (op >= OP.RUNE) {
      if (ended > 0) continue;
      const steps = stepsOf(instruction);
      let after = 0;
      for (let state = 0; state < automaton.states; state++) {
        if ((states & setOf(state)) !== 0) after |= steps[state] ?? 0;
      }
      visit(out, after);
    } else if (op !== OP.FAIL) {
      visit(out + ended, states);
    }
  }
  return false;
}

/** By state, the set of states after a byte that an instruction takes; the same for those that take the same bytes, of which there can be thousands. */
function instructionSteps({ automaton, kinds, steps }: Language): (instruction: Instruction) => Int32Array {
  const known = new Map<unknown, Int32Array>();
  return (instruction) => {
    const { op, arg, runes } = instruction;
    // Repetitions of a class share its array.
    const key = runes && runes.length > 2 ? runes : `${op} ${arg} ${runes}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const after = new Int32Array(automaton.states);
    const taken = new Set<number>();
    for (const byte of BYTES) if (takes(instruction, byte)) taken.add(kinds[byte] ?? 0);
    for (const kind of taken) {
      for (let state = 0; state < after.length; state++)
        after[state] = (after[state] ?? 0) | (steps[kind]?.[state] ?? 0);
    }
    known.set(key, after);
    return after;
  };
}

function takes(instruction: Instruction, byte: number): boolean {
  if (instruction.op === OP.ANY) return true;
  if (instruction.op === OP.ANY_BUT_NEWLINE) return byte !== NEWLINE;
  return instruction.matchRune(byte);
}
