import { parseIp } from "../dns/ip.ts";

/** A range of addresses, of either family. */
export interface Cidr {
  readonly text: string;
  readonly bytes: readonly number[];
  readonly bits: number;
}

/** `10.0.0.0/8`, `::1/128`; undefined for anything else. */
export function parseCidr(text: string): Cidr | undefined {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text);
  const bytes = parseIp(match?.[1] ?? "");
  const bits = Number(match?.[2]);
  if (bytes === undefined || bits > bytes.length * 8) return undefined;
  return { text, bytes: [...bytes], bits };
}

/** Whether an address lies in a range; one of IPv4 may be written as IPv6 has it (`::ffff:10.0.0.1`). */
export function cidrContains(cidr: Cidr, address: string): boolean {
  const bytes = parseIp(address.replace(/^::ffff:(?=\d+\.)/i, ""));
  if (bytes === undefined || bytes.length !== cidr.bytes.length) return false;
  return cidr.bytes.every((byte, at) => {
    const left = Math.min(8, Math.max(0, cidr.bits - at * 8));
    const mask = (0xff << (8 - left)) & 0xff;
    return (byte & mask) === ((bytes[at] ?? 0) & mask);
  });
}
