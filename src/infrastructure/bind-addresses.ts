import type { NetworkInterfaceInfo } from 'node:os';

/**
 * The IP addresses that listeners of pods bind: all of them. Where this pod has an address of IPv6 the others have too, and `::`
 * takes IPv4 as well; elsewhere the kernel may not even have IPv6.
 *
 * @param interfaces as `os.networkInterfaces()` gives them.
 */
export function podBindAddresses(
  interfaces: Readonly<
    Record<string, readonly Pick<NetworkInterfaceInfo, 'family' | 'address' | 'internal'>[] | undefined>
  >,
): readonly string[] {
  const addresses = Object.values(interfaces).flatMap((each) => each ?? []);
  const isRouted = ({ family, address, internal }: (typeof addresses)[number]) =>
    family === 'IPv6' && !internal && !/^fe[89ab]/i.test(address);
  return addresses.some(isRouted) ? ['::'] : ['0.0.0.0'];
}
