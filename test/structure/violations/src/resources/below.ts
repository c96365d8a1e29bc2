import { readFileSync } from 'node:fs';

export const below = readFileSync;
