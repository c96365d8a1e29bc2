import { request } from 'node:http';

const LIMIT_MS = 5_000;

/**
 * Asks the admin interface of an Envoy, on its unix socket.
 *
 * @throws Error when it does not answer with success.
 */
export function askEnvoy(adminSocket: string, path: string, method: 'GET' | 'POST' = 'GET'): Promise<string> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath: adminSocket, path, method, timeout: LIMIT_MS }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        response.statusCode === 200 ? resolve(body) : reject(new Error(`${path}: ${response.statusCode} ${body}`)),
      );
    });
    call.on('timeout', () => call.destroy(new Error(`${path}: no answer`)));
    call.on('error', reject).end();
  });
}
