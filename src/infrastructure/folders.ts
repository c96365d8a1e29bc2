/** Folders of a proxy's container, and what is known to be in them. */
export const CONFIG_FOLDER = '/etc/gatewright';
export const TOKEN_FOLDER = '/var/run/secrets/gatewright';
export const RUN_FOLDER = '/run/gatewright';

/** Socket of Envoy's admin interface. */
export const ADMIN_SOCKET = `${RUN_FOLDER}/admin.sock`;
