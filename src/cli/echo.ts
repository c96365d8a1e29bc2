import { startEcho } from '../echo/echo-server.js';
import { stopSignal } from './stop-signal.js';

/** `gatewright echo`: serves until it is told to stop. */
export async function echoCommand(options: { name: string; host: string; port: number }): Promise<number> {
  const echo = await startEcho(options);
  console.log(`${options.name} answers on http://${options.host}:${echo.port}`);
  await stopSignal();
  await echo.close();
  return 0;
}
