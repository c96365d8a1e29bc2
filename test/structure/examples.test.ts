import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';

const EXAMPLES = fileURLToPath(new URL('../../examples/', import.meta.url));
const README = readFileSync(`${EXAMPLES}README.md`, 'utf8');

/** Folders that are for a cluster: their files are listed, not they themselves. */
const FOR_A_CLUSTER = ['kubernetes', 'rbac'];

const folders = readdirSync(EXAMPLES, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

/** The built-in backends that a text starts. */
const echoes = (text: string): readonly string[] =>
  Array.from(text.matchAll(/--echo[\s#]+(\S+=[\w/]+)/g), ([, echo]) => `${echo}`);

describe('the index of the examples', () => {
  test.each(folders.filter((name) => !FOR_A_CLUSTER.includes(name)))(
    'starts %s with the backends that it names',
    (name) => {
      const command =
        README.match(new RegExp(`^\\| \\[${name}\\]\\(${name}\\) .* \`(.*examples/${name} .*)\` \\|$`, 'm'))?.[1] ?? '';
      const backends = readFileSync(`${EXAMPLES}${name}/backends.yaml`, 'utf8');
      expect(echoes(command)).not.toEqual([]);
      expect(echoes(command)).toEqual(echoes(backends));
    },
  );

  test.each(FOR_A_CLUSTER)('lists every manifest of %s', (folder) => {
    const listed = Array.from(README.matchAll(/kubectl apply -f examples\/(\S+)`/g), ([, file]) => file);
    for (const file of readdirSync(EXAMPLES + folder)) expect(listed).toContain(`${folder}/${file}`);
  });

  test('links nothing that does not exist', () => {
    const links = Array.from(README.matchAll(/\]\(([^)#]+)[^)]*\)/g), ([, link]) => `${link}`);
    expect(links.filter((link) => !existsSync(EXAMPLES + link))).toEqual([]);
    expect(links.length).toBeGreaterThan(folders.length);
  });
});
