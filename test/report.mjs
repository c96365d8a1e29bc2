import { writeFileSync } from 'node:fs';

/**
 * Writes jest's totals to the file that GATEWRIGHT_TEST_RESULTS names, for the closing line of continuous integration: after each
 * test file, so that a run that is cut off still says what passed.
 */
export default class Report {
  onTestResult(_test, _result, results) {
    write(results);
  }

  onRunComplete(_contexts, results) {
    write(results);
    endLater();
  }
}

function write(results) {
  const file = process.env.GATEWRIGHT_TEST_RESULTS;
  if (!file) return;
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites } = results;
  const unrunFiles =
    results.numTotalTestSuites -
    results.numPassedTestSuites -
    results.numFailedTestSuites -
    results.numPendingTestSuites;
  const totals = {
    numPassedTests,
    numFailedTests,
    numPendingTests,
    numTodoTests,
    numRuntimeErrorTestSuites,
    unrunFiles,
  };
  writeFileSync(file, JSON.stringify(totals));
}

/** What a failed test left under way must not keep the run from ending; it is named, since it is a fault of that test. */
function endLater() {
  setTimeout(() => {
    console.error(`left under way by a test: ${process.getActiveResourcesInfo().join(', ')}`);
    process.exit();
  }, 5_000).unref();
}
