import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url));

/** A line that is added to a file, before the first one that begins with `before` but for spaces. */
export interface AddedLine {
  readonly file: string;
  readonly before: string;
  readonly line: string;
}

/** A copy of `src`, the generators and the chart in a temporary folder, which a test extends. */
export class SourceCopy {
  readonly #folder = mkdtempSync(join(tmpdir(), 'gatewright-source-'));

  constructor() {
    for (const folder of ['src', 'scripts', 'charts']) {
      cpSync(join(ROOT, folder), join(this.#folder, folder), { recursive: true });
    }
    for (const file of ['package.json', 'tsconfig.json']) cpSync(join(ROOT, file), join(this.#folder, file));
    symlinkSync(join(ROOT, 'node_modules'), join(this.#folder, 'node_modules'));
    const config = { extends: './tsconfig.json', include: ['src', '*.ts'], exclude: ['**/*.test.ts', '**/testing'] };
    writeFileSync(join(this.#folder, 'tsconfig.copy.json'), JSON.stringify(config));
  }

  /** @param fixture file under `fixtures`, without the ending that hides it from tools */
  addFile(file: string, fixture: string): void {
    cpSync(join(FIXTURES, `${fixture}.fixture`), join(this.#folder, file));
  }

  addLine({ file, before, line }: AddedLine): void {
    const path = join(this.#folder, file);
    const lines = readFileSync(path, 'utf8').split('\n');
    const index = lines.findIndex((each) => each.trimStart().startsWith(before));
    if (index < 0) throw new Error(`${file} has no line that begins with ${before}`);
    writeFileSync(path, lines.toSpliced(index, 0, line).join('\n'));
  }

  replace(file: string, before: string, after: string): void {
    const path = join(this.#folder, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(before)) throw new Error(`${file} does not contain ${before}`);
    writeFileSync(path, text.replace(before, after));
  }

  /** Errors of the compiler, one a line. */
  compile(): readonly string[] {
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const args = [compiler, '--noEmit', '--pretty', 'false', '-p', 'tsconfig.copy.json'];
    const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: this.#folder, encoding: 'utf8' });
    return (stdout + stderr).split('\n').filter(Boolean);
  }

  /** What a file of the copy prints. */
  run(file: string): string {
    const { stdout, stderr, status } = spawnSync(process.execPath, ['--import', 'tsx', file], {
      cwd: this.#folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  }

  read(file: string): string {
    return readFileSync(join(this.#folder, file), 'utf8');
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true });
  }
}
