// Prints the closing line: summary.mjs FOLDER STEP… adds up what the steps reported, also when one was cut off. A step that failed
// outside its tests counts as one failure. A step that ends in a colon has no tests.
import { readFileSync } from 'node:fs';

const NOTHING = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
  unrunFiles: 0,
};

const [folder, ...steps] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const each of steps) {
  const [step, builds] = each.endsWith(':') ? [each.slice(0, -1), true] : [each, false];
  let report = NOTHING;
  try {
    report = { ...report, ...JSON.parse(readFileSync(`${folder}/${step}.json`, 'utf8')) };
  } catch {
    // No report: the step has no tests, or stopped before them, which its exit code shows.
  }
  const unrun = report.numPendingTests + report.numTodoTests;
  if (unrun > 0) console.log(`${step}: skipped and unwritten tests count as failed`);
  if (report.unrunFiles > 0) console.log(`${step}: was cut off; ${report.unrunFiles} test files did not end`);
  let wrong = report.numFailedTests + report.numRuntimeErrorTestSuites + unrun;
  const code = readFileSync(`${folder}/${step}.code`, 'utf8').trim();
  if (wrong === 0 && (code !== '0' || (report.numPassedTests === 0 && !builds))) wrong = 1;
  if (!builds || wrong > 0) console.log(`${step}: ${report.numPassedTests} passed, ${wrong} failed`);
  passed += report.numPassedTests;
  failed += wrong;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
