import { graph } from '../graph.js';
import { one } from './one.js';

export const HTTP_FILTERS = [one, graph];
