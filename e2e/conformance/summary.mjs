// Prints what became of the suite: summary.mjs LOG REPORT EXIT_CODE, with a line `profile NAME CORE EXTENDED` for each profile on standard input.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parse } from 'yaml';

/** Lines of the log that are shown of a test that failed. */
const SHOWN_LINES = 12;

const [logFile, reportFile, code] = process.argv.slice(2);
const totals = new Map(
  readFileSync(0, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' '))
    .map(([, name, core, extended]) => [name, { core, extended }]),
);

const report = existsSync(reportFile) ? parse(readFileSync(reportFile, 'utf8')) : {};
for (const { name, core, extended } of report.profiles ?? []) {
  const { Passed = 0 } = core?.statistics ?? {};
  const more = extended?.statistics ?? {};
  const skipped = (core?.statistics?.Skipped ?? 0) + (more.Skipped ?? 0);
  const failed = (core?.statistics?.Failed ?? 0) + (more.Failed ?? 0);
  const all = totals.get(name);
  console.log(
    `${name} core ${Passed}/${all?.core} extended ${more.Passed ?? 0}/${all?.extended} failed ${failed} skipped ${skipped}`,
  );
}

const log = readFileSync(logFile, 'utf8');
const outcomes = { PASS: 0, FAIL: 0, SKIP: 0 };
for (const [, outcome, name] of log.matchAll(/^ {4}--- (PASS|FAIL|SKIP): TestConformance\/(\S+)/gm)) {
  outcomes[outcome] += 1;
  if (outcome === 'FAIL') console.log(`failed: ${name}\n${lastLinesOf(name).join('\n')}`);
}

/** The last lines that a test has written, also where others ran beside it. The log itself goes with the cluster. */
function lastLinesOf(name) {
  const isOf = (line) => line.startsWith(`TestConformance/${name}/`) || line === `TestConformance/${name}`;
  let isOwn = false;
  const own = [];
  for (const line of log.split('\n')) {
    const [, speaker] = line.match(/^=== \w+ +(\S+)/) ?? [];
    if (speaker !== undefined) isOwn = isOf(speaker);
    else if (isOwn && !line.includes('Deleting')) own.push(line);
  }
  return own.slice(-SHOWN_LINES);
}
const { PASS: numPassedTests, FAIL: numFailedTests, SKIP: skipped } = outcomes;
console.log(
  `tests: ${numPassedTests} passed, ${numFailedTests} failed, ${skipped} skipped (their features belong to no profile that was asked for)`,
);

// What continuous integration adds up. A run that fails without a failed test is a failure as well.
if (process.env.GATEWRIGHT_TEST_RESULTS) {
  const failed = code !== '0' && numFailedTests === 0 ? 1 : numFailedTests;
  writeFileSync(process.env.GATEWRIGHT_TEST_RESULTS, JSON.stringify({ numPassedTests, numFailedTests: failed }));
}
