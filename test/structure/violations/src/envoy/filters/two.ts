import { graph } from '../graph.js';

export const two = graph;
