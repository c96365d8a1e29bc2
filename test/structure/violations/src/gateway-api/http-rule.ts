import { two } from './policies/two/index.js';

export const rule = () => [two];
