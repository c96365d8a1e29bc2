// Prints the closing line from jest's own report. A failed step outside jest (types, lint, build) counts as one failure.
import { readFileSync } from 'node:fs';

const [file, code] = process.argv.slice(2);
let report = {
  numPassedTests: 0,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  numRuntimeErrorTestSuites: 0,
};
try {
  report = { ...report, ...JSON.parse(readFileSync(file, 'utf8')) };
} catch {
  // No report: the run stopped before jest, and the exit code tells so.
}
let failed = report.numFailedTests + report.numRuntimeErrorTestSuites + report.numPendingTests + report.numTodoTests;
if (report.numPendingTests + report.numTodoTests > 0) console.log('skipped and unwritten tests count as failed');
if (code !== '0' && failed === 0) failed = 1;
if (report.numPassedTests === 0) failed = Math.max(failed, 1);
console.log(`${report.numPassedTests} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
