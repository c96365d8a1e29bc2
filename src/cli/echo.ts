import { type EchoOptions, type EchoServer, startEcho } from '../echo/echo-server.js';
import { UserError } from '../user-error.js';
import { stopSignal } from './stop-signal.js';

/** Starts a built-in backend. @throws UserError when its port can not be opened. */
export async function openEcho(options: EchoOptions): Promise<EchoServer> {
  try {
    return await startEcho(options);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'is taken' : `can not be opened: ${message}`;
    throw new UserError(`the port ${options.port} for the backend ${options.name} ${why}; choose another`);
  }
}

/** `gatewright echo`: serves until it is told to stop. */
export async function echoCommand(options: EchoOptions & { readonly host: string }): Promise<number> {
  const echo = await openEcho(options);
  console.log(`${options.name} answers on http://${options.host}:${echo.port}`);
  await stopSignal();
  await echo.close();
  return 0;
}
