import { two } from '../policies/two/index.js';

export const merge = () => [two];
