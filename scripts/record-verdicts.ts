// Asks a real API server about every document of the corpus, and about the manifests of the conformance suite, and records what it says.
//
//   npm run verdicts -- --etcd PATH --kube-apiserver "COMMAND [ARGUMENT…]" [--kubectl PATH]
//
// Without flags $GATEWRIGHT_ETCD and $GATEWRIGHT_KUBE_APISERVER are used, else the programs of that name on PATH. With --kubectl every
// document also goes through `kubectl apply --dry-run=server`, whose verdict must be the same.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readConformanceManifests } from '../src/resources/corpus/conformance.js';
import { type CorpusDocument, readCorpus } from '../src/resources/corpus/corpus.js';
import type { Verdict } from '../src/resources/corpus/verdict.js';
import type { Channel } from '../src/resources/kinds.js';
import { startApiServer } from './api-server/api-server.js';
import { Judge } from './api-server/judge.js';
import { conformanceModule, gatewayApiModule } from './gateway-api/module.js';

const { values } = parseArgs({
  options: { etcd: { type: 'string' }, 'kube-apiserver': { type: 'string' }, kubectl: { type: 'string' } },
});
const binaries = {
  etcd: values.etcd ?? process.env.GATEWRIGHT_ETCD ?? 'etcd',
  kubeApiserver: values['kube-apiserver'] ?? process.env.GATEWRIGHT_KUBE_APISERVER ?? 'kube-apiserver',
};

const FOLDER = 'src/resources/corpus';
const AT_ONCE = 8;

/** One entry a line, so that a change of one verdict is a change of one line. */
function write(file: string, recorded: string, verdicts: ReadonlyMap<string, unknown>): void {
  const lines = [...verdicts].map(([title, verdict]) => `${JSON.stringify(title)}: ${JSON.stringify(verdict)}`);
  writeFileSync(`${FOLDER}/${file}`, `{\n"recorded with": ${JSON.stringify(recorded)},\n${lines.join(',\n')}\n}\n`);
  console.log(`${FOLDER}/${file}: ${verdicts.size} verdicts of ${recorded}`);
}

async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function record(
  channel: Channel,
): Promise<{ recorded: string; corpus: Map<string, Verdict>; suite: Map<string, Verdict> }> {
  const module = gatewayApiModule();
  const server = await startApiServer(binaries);
  try {
    const judge = new Judge(server, values.kubectl);
    await judge.prepare(module.dir, channel);
    const ask = async (
      documents: readonly { title: string; object: unknown; old?: unknown }[],
    ): Promise<Map<string, Verdict>> => {
      const answers = new Map<string, Verdict>(documents.map(({ title }) => [title, { ok: false }]));
      const note = async (document: CorpusDocument): Promise<void> =>
        void answers.set(document.title, await judge.verdict(document));
      const isNamespace = ({ object }: CorpusDocument): boolean => (object as { kind?: unknown }).kind === 'Namespace';
      const isUpdate = ({ old }: CorpusDocument): boolean => old !== undefined;
      const creations = documents.filter((document) => !isUpdate(document));
      // What exists cannot be created: the judge makes the namespaces that documents are in, and the objects that updates change.
      await inParallel(creations.filter(isNamespace), note);
      await inParallel(
        creations.filter((document) => !isNamespace(document)),
        note,
      );
      for (const document of documents.filter(isUpdate)) await note(document);
      return answers;
    };
    const suite = await ask(readConformanceManifests(conformanceModule().dir));
    const corpus = await ask(readCorpus());
    if (judge.disagreements.length > 0)
      throw new Error(`kubectl disagrees with the API server:\n${judge.disagreements.join('\n')}`);
    return { recorded: `Kubernetes ${server.version}, ${module.path} ${module.version}`, corpus, suite };
  } finally {
    await server.stop();
  }
}

const experimental = await record('experimental');
const standard = await record('standard');
const differing = [...standard.corpus].filter(
  ([title, verdict]) => JSON.stringify(verdict) !== JSON.stringify(experimental.corpus.get(title)),
);
write('verdicts.json', `${experimental.recorded}, experimental channel`, experimental.corpus);
write(
  'verdicts-standard.json',
  `${standard.recorded}, standard channel; only what differs from verdicts.json`,
  new Map(differing),
);
const suite = [...experimental.suite].map(([title, verdict]) => {
  const other = standard.suite.get(title);
  return [title, { experimental: verdict.ok, standard: other?.ok }] as const;
});
write('conformance-verdicts.json', experimental.recorded, new Map(suite));
