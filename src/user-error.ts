/** Something that the user can correct. The message is one line that says what was found and what to do; no stack is shown. */
export class UserError extends Error {
  override readonly name: string = 'UserError';
}

/** A command line that says too little, or what does not go together. */
export class UsageError extends UserError {
  override readonly name = 'UsageError';
}
