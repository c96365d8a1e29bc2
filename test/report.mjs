import { writeFileSync } from 'node:fs';

/** Writes jest's totals to a file, for the closing line of continuous integration. */
export default class Report {
  #file;

  constructor(_globalConfig, { file }) {
    this.#file = file;
  }

  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
    const totals = { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites };
    writeFileSync(this.#file, JSON.stringify(totals));
  }
}
