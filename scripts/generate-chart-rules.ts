// Writes the permissions of the controller for kinds with CRDs, which the chart's roles are made of: `npm run schemas`.
import { writeFileSync } from 'node:fs';
import { CHART_RULES, chartRules } from './reference/chart-rules.js';

writeFileSync(CHART_RULES, chartRules());
console.log(CHART_RULES);
