import { below } from '../resources/below.js';

export const upwards = below;
