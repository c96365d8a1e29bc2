// Prints the closing line: summary.mjs FOLDER STEP… adds up what the steps reported. A step that failed outside its tests counts as one failure.
import { readFileSync } from 'node:fs';

const NOTHING = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};

const [folder, ...steps] = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const step of steps) {
  let report = NOTHING;
  try {
    report = { ...report, ...JSON.parse(readFileSync(`${folder}/${step}.json`, 'utf8')) };
  } catch {
    // No report: the step stopped before its tests, and the exit code tells so.
  }
  const unrun = report.numPendingTests + report.numTodoTests;
  if (unrun > 0) console.log(`${step}: skipped and unwritten tests count as failed`);
  let wrong = report.numFailedTests + report.numRuntimeErrorTestSuites + unrun;
  const code = readFileSync(`${folder}/${step}.code`, 'utf8').trim();
  if (wrong === 0 && (code !== '0' || report.numPassedTests === 0)) wrong = 1;
  console.log(`${step}: ${report.numPassedTests} passed, ${wrong} failed`);
  passed += report.numPassedTests;
  failed += wrong;
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
