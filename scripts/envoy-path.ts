/** Prints the path of the pinned Envoy, which it fetches if need be: `make test` and `make bench` need one. */
import { findEnvoy } from '../src/standalone/envoy-binary.js';
import { UserError } from '../src/user-error.js';

try {
  console.log(await findEnvoy({ onProgress: (text) => console.error(text) }));
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
