import { writeFileSync } from 'node:fs';

/** Writes jest's totals to the file that GATEWRIGHT_TEST_RESULTS names, for the closing line of continuous integration. */
export default class Report {
  onRunComplete(_contexts, results) {
    const file = process.env.GATEWRIGHT_TEST_RESULTS;
    if (!file) return;
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    const totals = { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites };
    writeFileSync(file, JSON.stringify(totals));
  }
}
