/** Takes what is wrong with a rule. The message starts with the field; the reason is UnsupportedValue unless given. */
export type Report = (message: string, reason?: 'UnsupportedValue' | 'IncompatibleFilters') => void;
