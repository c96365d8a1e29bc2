import { z } from 'zod';
import { checkSecret } from '../gateway-api/certificate.js';
import type { LastCertificate } from '../model/index.js';
import type { StateDir } from '../standalone/state-dir.js';
import { TLS_CERTIFICATE, TLS_KEY, TLS_SECRET } from '../well-known/files.js';
import type { Pipeline } from './pipeline.js';

/** Name in the state folder: what each Secret held when it could be used last. */
const CERTIFICATES = 'certificates.json';
const ENTRIES = z.array(
  z.object({ name: z.string(), uid: z.string(), chain: z.string(), privateKey: z.string() }).strict(),
);

/**
 * Keeps over a restart what Secrets held when they could be used last, beside what files said when they were last good. To be called before
 * there are objects.
 *
 * @param onProblem called with what is wrong with the disk.
 */
export function keepCertificates(
  pipeline: Pipeline,
  state: Pick<StateDir, 'load' | 'save'>,
  onProblem: (message: string) => void,
): void {
  pipeline.restoreCertificates(remembered(state.load(CERTIFICATES)));
  pipeline.lastCertificates.subscribe(() => {
    const entries = Array.from(pipeline.lastCertificates.entries(), ([, { uid, certificate }]) => ({
      uid,
      ...certificate,
    }));
    const problem = state.save(CERTIFICATES, entries);
    if (problem !== undefined) onProblem(`the certificates that Secrets hold cannot be saved: ${problem}`);
  });
}

/** What was saved, as far as it could be used as a Secret now. */
function remembered(saved: unknown): ReadonlyMap<string, LastCertificate> {
  const { data = [] } = ENTRIES.safeParse(saved);
  return new Map(
    data.flatMap(({ name, uid, chain, privateKey }) => {
      const { certificate } = checkSecret(secretOf(name, chain, privateKey), name);
      return certificate === undefined ? [] : [[name, { uid, certificate }] as const];
    }),
  );
}

function secretOf(name: string, chain: string, privateKey: string): Parameters<typeof checkSecret>[0] {
  const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
  const data = { [TLS_CERTIFICATE]: base64(chain), [TLS_KEY]: base64(privateKey) };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name }, type: TLS_SECRET, data };
}
