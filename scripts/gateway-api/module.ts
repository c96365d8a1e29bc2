import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

export interface GoModule {
  readonly path: string;
  readonly version: string;
  /** Where the module's files are, in Go's module cache. */
  readonly dir: string;
}

function go(...args: readonly string[]): string {
  // The modules ask for a newer Go than many machines have; the go command fetches that toolchain as a module.
  const env = { ...process.env, GOTOOLCHAIN: 'auto', GOFLAGS: '-mod=mod' };
  try {
    return execFileSync('go', args, { cwd: here, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      throw new Error(
        'The Gateway API module is read with the go command, and there is no go on PATH: install Go 1.21 or newer.',
      );
    }
    const stderr = (error as { stderr?: string }).stderr ?? '';
    throw new Error(`go ${args.join(' ')} failed in ${here}: ${stderr.trim() || String(error)}`);
  }
}

function find(path: string): GoModule {
  const pinned = new RegExp(`^\\s*${path.replaceAll('.', '\\.')} (v\\S+)$`, 'm').exec(
    readFileSync(`${here}/go.mod`, 'utf8'),
  );
  if (pinned?.[1] === undefined) throw new Error(`${here}/go.mod does not require ${path}.`);
  const downloaded = JSON.parse(go('mod', 'download', '-json', `${path}@${pinned[1]}`)) as {
    Dir?: string;
    Error?: string;
  };
  if (downloaded.Dir === undefined) throw new Error(`go could not download ${path} ${pinned[1]}: ${downloaded.Error}`);
  return { path, version: pinned[1], dir: downloaded.Dir };
}

/** The Gateway API module: CRDs in `config/crd`, Go types in `apis` and `apisx`. */
export function gatewayApiModule(): GoModule {
  return find('sigs.k8s.io/gateway-api');
}

/** The module of the official conformance suite, with its manifests. */
export function conformanceModule(): GoModule {
  return find('sigs.k8s.io/gateway-api/conformance');
}
