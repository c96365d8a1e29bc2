import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { KubeObject } from './kubectl.js';
import { list } from './kubectl.js';
import { IMAGE } from './world.js';

const PROGRAM = readFileSync(new URL('./in-pod/traffic.cjs', import.meta.url), 'utf8');
const LOOK_MS = 300;

/** A Deployment whose pods ask a URL again and again; label `app` is its name. */
export function trafficDeployment(namespace: string, name: string, url: string, replicas = 1): KubeObject {
  const labels = { app: name };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          terminationGracePeriodSeconds: 20,
          containers: [
            {
              name: 'traffic',
              image: IMAGE,
              imagePullPolicy: 'IfNotPresent',
              command: ['node', '-e', PROGRAM, url],
              resources: { requests: { cpu: '5m', memory: '32Mi' } },
            },
          ],
        },
      },
    },
  };
}

interface Counted {
  answered: number;
  ended: boolean;
}

/** What the pods of a {@link trafficDeployment} tell, also of those that come and go meanwhile. */
export class PodTraffic {
  readonly #namespace: string;
  readonly #name: string;
  readonly #pods = new Map<string, Counted>();
  readonly #followed: Promise<unknown>[] = [];
  readonly failures: string[] = [];
  #looking = true;
  readonly #looks: Promise<void>;

  constructor(namespace: string, name: string) {
    this.#namespace = namespace;
    this.#name = name;
    this.#looks = this.#look();
  }

  /** Answers so far, of all pods. */
  get answered(): number {
    return [...this.#pods.values()].reduce((sum, { answered }) => sum + answered, 0);
  }

  /** How many pods there were, and how many of them told their end. */
  get pods(): { readonly all: number; readonly ended: number } {
    return { all: this.#pods.size, ended: [...this.#pods.values()].filter(({ ended }) => ended).length };
  }

  /** After the Deployment was scaled to nothing: everything that was told. */
  async end(): Promise<void> {
    this.#looking = false;
    await this.#looks;
    await Promise.all(this.#followed);
  }

  async #look(): Promise<void> {
    while (this.#looking) {
      for (const pod of await list('pod', this.#namespace, `app=${this.#name}`).catch(() => [])) {
        const { name } = pod.metadata;
        const started = pod.status.containerStatuses?.some(
          (each: { name: string; state: object }) => each.name === 'traffic' && !('waiting' in each.state),
        );
        if (started && !this.#pods.has(name)) this.#follow(name);
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  #follow(pod: string): void {
    const counted: Counted = { answered: 0, ended: false };
    this.#pods.set(pod, counted);
    const logs = spawn('kubectl', ['logs', '-f', pod, '-n', this.#namespace, '-c', 'traffic'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    createInterface({ input: logs.stdout }).on('line', (line) => {
      if (line.startsWith('failed ')) this.failures.push(`${pod}: ${line}`);
      const found = /^(end )?answered (\d+)/.exec(line);
      if (found === null) return;
      counted.answered = Number(found[2]);
      counted.ended ||= found[1] !== undefined;
    });
    this.#followed.push(new Promise((resolve) => logs.once('close', resolve)));
  }
}
