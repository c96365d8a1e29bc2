import { readFileSync } from 'node:fs';
import { two } from './two.js';

export const one = () => [two, readFileSync];
