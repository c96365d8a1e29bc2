import { createReadStream, createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createInflateRaw } from 'node:zlib';

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const STORED = 0;
const DEFLATED = 8;

/**
 * Writes one member of a zip archive (such as a Python wheel) to a file. Archives above 4 GiB are not read.
 *
 * @throws Error when the archive is damaged or has no such member.
 */
export async function extractFromZip(archive: string, member: string, target: string, mode: number): Promise<void> {
  const handle = await open(archive);
  let place: { start: number; size: number; method: number };
  try {
    place = await locate(handle, archive, member);
  } finally {
    await handle.close();
  }
  await pipeline(
    createReadStream(archive, { start: place.start, end: place.start + place.size - 1 }),
    place.method === DEFLATED ? createInflateRaw() : new PassThrough(),
    createWriteStream(target, { mode }),
  );
}

async function locate(handle: FileHandle, archive: string, member: string) {
  const { size } = await handle.stat();
  const tail = await read(handle, Math.max(0, size - 66_000), Math.min(size, 66_000));
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0 || tail.readUInt32LE(end) !== END_OF_DIRECTORY) throw new Error(`${archive} is not a zip archive`);
  const directory = await read(handle, tail.readUInt32LE(end + 16), tail.readUInt32LE(end + 12));
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY; ) {
    const nameLength = directory.readUInt16LE(at + 28);
    const name = directory.toString('utf8', at + 46, at + 46 + nameLength);
    if (name === member) {
      const method = directory.readUInt16LE(at + 10);
      if (method !== STORED && method !== DEFLATED)
        throw new Error(`${archive}: ${member} is packed in an unknown way`);
      const offset = directory.readUInt32LE(at + 42);
      const local = await read(handle, offset, 30);
      const start = offset + 30 + local.readUInt16LE(26) + local.readUInt16LE(28);
      return { start, size: directory.readUInt32LE(at + 20), method };
    }
    at += 46 + nameLength + directory.readUInt16LE(at + 30) + directory.readUInt16LE(at + 32);
  }
  throw new Error(`${archive} has no ${member}`);
}

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  return buffer.subarray(0, bytesRead);
}
