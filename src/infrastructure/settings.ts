/** What all proxies have in common. */
export interface InfrastructureSettings {
  /** Image of a proxy that says nothing else. */
  readonly image: string;
  readonly imagePullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
  /** Where proxies find the xDS server: host name and port, and the name that its certificate has. */
  readonly xds: { readonly hostname: string; readonly port: number; readonly serverName: string };
}
