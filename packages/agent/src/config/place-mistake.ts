import type { AgentConfig } from "../agent-config.ts";

type Places = Pick<
  AgentConfig,
  | "ports"
  | "server"
  | "httpAddresses"
  | "httpsAddresses"
  | "dnsAddresses"
  | "advertiseAddress"
  | "advertiseAddressWan"
>;

/** Why the places where the agent listens, and those that it tells others, cannot be: each is of one. */
export function placeMistake(places: Places): string | undefined {
  const users = new Map<string, string>();
  for (const [user, address, port] of usesOf(places)) {
    const socket = address.startsWith("unix://");
    // Port 0 is another one each time.
    if (port < 0 || (port === 0 && !socket)) continue;
    const place = socket ? address : shown(address, port);
    const other = users.get(place);
    if (other !== undefined) return `${user} address ${place} already configured for ${other}`;
    users.set(place, user);
  }
  return undefined;
}

type Use = readonly [user: string, address: string, port: number];

/** In the order in which they are looked at. */
function usesOf(places: Places): readonly Use[] {
  const { ports, httpAddresses, httpsAddresses, dnsAddresses, advertiseAddress, advertiseAddressWan } =
    places;
  return [
    ...dnsAddresses.map((address): Use => ["DNS", address, ports.dns]),
    ...httpAddresses.map((address): Use => ["HTTP", address, ports.http]),
    ...httpsAddresses.map((address): Use => ["HTTPS", address, ports.https]),
    ["RPC Advertise", advertiseAddress, ports.server],
    ["Serf Advertise LAN", advertiseAddress, ports.serfLan],
    ...(places.server ? [["Serf Advertise WAN", advertiseAddressWan, ports.serfWan] as const] : []),
  ];
}

function shown(address: string, port: number): string {
  return address.includes(":") ? `[${address}]:${port}` : `${address}:${port}`;
}
