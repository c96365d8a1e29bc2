/** Why something of the user's does not work: becomes a condition. */
export interface Problem {
  /** The condition's reason, CamelCase. */
  readonly reason: string;
  /** Names the field, says what was found and what to do. */
  readonly message: string;
}

/** Longest list of problems that a message tells, the rest is counted: a condition's message is for people. */
const MOST_LISTED = 8;

/** The first of several things, and how many more there are. */
export function listed(things: readonly string[]): string {
  const more = things.length - MOST_LISTED;
  return things.slice(0, MOST_LISTED).join(', ') + (more > 0 ? ` and ${more} more` : '');
}

/** One problem out of several: the reason of the first and the messages of all. */
export function summarize(problems: readonly Problem[]): Problem | undefined {
  const [first] = problems;
  if (first === undefined || problems.length === 1) return first;
  const messages = [...new Set(problems.map(({ message }) => message))];
  const more = messages.length - MOST_LISTED;
  return {
    reason: first.reason,
    message: messages.slice(0, MOST_LISTED).join(' ') + (more > 0 ? ` And ${more} more.` : ''),
  };
}
