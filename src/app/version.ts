import { randomUUID } from 'node:crypto';
import manifest from '../../package.json' with { type: 'json' };

/** The version of this program. */
export const version: string = manifest.version;

/**
 * What an object that was taken by this program is known to be taken by again: the same code judges it. Without a build nothing is,
 * since the code may have been edited.
 */
export const judgement: string = `${version} ${process.env.GATEWRIGHT_JUDGEMENT ?? randomUUID()}`;
