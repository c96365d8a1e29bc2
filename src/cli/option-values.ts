import { isIP } from 'node:net';
import { InvalidArgumentError, Option } from 'commander';
import { splitAddress } from '../admin/server.js';
import { ADMIN_PORT } from '../well-known/ports.js';
import type { EchoProtocol } from './echo.js';
import type { RunOptions } from './run.js';

/** What options take: each throws InvalidArgumentError for what is no such value. */

export function bind(): Option {
  return new Option(
    '--bind <addresses>',
    'IP addresses that listeners bind when the Gateway names none, separated by commas',
  )
    .argParser(addresses)
    .default(['127.0.0.1'], '127.0.0.1');
}

export function logLevel(): Option {
  return new Option('--log-level <level>', 'least level of log lines')
    .choices(['debug', 'info', 'warn', 'error'])
    .default('info');
}

export function parsed<T>(parse: (text: string) => T): (value: string) => T {
  return (value) => {
    try {
      return parse(value);
    } catch (error) {
      throw new InvalidArgumentError((error as Error).message);
    }
  };
}

export function list(value: string): string[] {
  return value.split(',').flatMap((part) => (part.trim() === '' ? [] : [part.trim()]));
}

/** `host:port`, as it is. */
export function address(value: string): string {
  try {
    splitAddress(value);
    return value;
  } catch {
    throw new InvalidArgumentError(`Expected HOST:PORT, e.g. 127.0.0.1:${ADMIN_PORT} or [::1]:${ADMIN_PORT}.`);
  }
}

function addresses(value: string): string[] {
  const parts = value.split(',').map((part) => part.trim());
  const wrong = parts.find((part) => isIP(part) === 0);
  if (wrong !== undefined) throw new InvalidArgumentError(`"${wrong}" is not an IP address.`);
  return parts;
}

export function dnsName(value: string): string {
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/.test(value)) return value;
  throw new InvalidArgumentError('It has to be a DNS name in lower case, such as cluster.local.');
}

export function whole(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0) throw new InvalidArgumentError('It has to be a whole number.');
  return number;
}

export function positive(value: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError('It has to be a positive whole number.');
  return number;
}

export function port(value: string): number {
  const number = positive(value);
  if (number > 65_535) throw new InvalidArgumentError('A port is at most 65535.');
  return number;
}

export function echo(value: string, before: RunOptions['echo'] = []): RunOptions['echo'] {
  const [, name, number = '', protocol = 'http'] = /^([^=]+)=(\d+)(?:\/(http|https|tcp|udp))?$/.exec(value) ?? [];
  if (name === undefined) {
    throw new InvalidArgumentError('Expected NAME=PORT or NAME=PORT/PROTOCOL, e.g. v1=9001 or dns=9002/udp.');
  }
  return [...before, { name, port: port(number), protocol: protocol as EchoProtocol }];
}
