// The kinds of policies, one line each. The name is the one by which `graph.ts` finds the wired kind.
export { backendTls } from './backend-tls/index.js';
