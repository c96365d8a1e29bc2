import { type Logger, pino } from 'pino';
import type { LogLevel } from '../app/standalone.js';

/** Writes logs as lines of JSON: the level as a word, the time as in RFC 3339. */
export function jsonLogger(level: LogLevel, stream: NodeJS.WritableStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    stream,
  );
}
