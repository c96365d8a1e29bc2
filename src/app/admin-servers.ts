import { type AdminRoute, type AdminServer, startAdmin } from '../admin/server.js';
import { UserError } from '../user-error.js';

type Routes = Readonly<Record<string, AdminRoute>>;

/** What anybody may see who reaches the pod. */
const PUBLIC_PATHS = ['/healthz', '/readyz', '/metrics'];

/**
 * Opens the server of a controller that shows everything, and the one that shows what anybody may see.
 *
 * @throws UserError when an address can not be opened.
 */
export async function openAdmins(
  routes: Routes,
  { health, admin }: { readonly health: string; readonly admin: string },
): Promise<readonly AdminServer[]> {
  const open = Object.fromEntries(Object.entries(routes).filter(([path]) => PUBLIC_PATHS.includes(path)));
  // What anybody may see may also be asked for by the name of a Service, or through the API server.
  const first = await listen('--health', health, open, 'any');
  try {
    return [first, await listen('--admin', admin, routes)];
  } catch (error) {
    await first.close();
    throw error;
  }
}

async function listen(option: string, address: string, routes: Routes, names?: 'any'): Promise<AdminServer> {
  try {
    return await startAdmin(address, routes, names);
  } catch (error) {
    throw new UserError(`${option} ${address} can not be opened: ${(error as Error).message}`);
  }
}
