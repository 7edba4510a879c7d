/** IP addresses and prefixes as numbers. */

export interface Prefix {
  readonly address: bigint;
  readonly length: number;
  /** 32 or 128. */
  readonly bits: number;
}

/** Undefined for what is no prefix. The bits behind the prefix become zero. */
export function parsePrefix(text: string): Prefix | undefined {
  const [, addressText = "", lengthText = ""] = /^([^/]*)\/([0-9]+)$/.exec(text) ?? [];
  const parsed = parseAddress(addressText);
  const length = Number(lengthText);
  if (parsed === undefined || lengthText === "" || length > parsed.bits) return undefined;
  return { address: masked(parsed.address, length, parsed.bits), length, bits: parsed.bits };
}

/** The address with all bits behind the prefix zero. */
export function masked(address: bigint, length: number, bits: number): bigint {
  const hostBits = BigInt(Math.max(0, bits - length));
  return (address >> hostBits) << hostBits;
}

function parseAddress(text: string): { readonly address: bigint; readonly bits: number } | undefined {
  if (!text.includes(":")) {
    const address = parseIpv4(text);
    return address === undefined ? undefined : { address, bits: 32 };
  }
  const address = parseIpv6(text);
  return address === undefined ? undefined : { address, bits: 128 };
}

/** Leading zeros are decimal, as they always were in Terraform. */
function parseIpv4(text: string): bigint | undefined {
  const parts = text.split(".");
  if (parts.length !== 4) return undefined;
  let out = 0n;
  for (const part of parts) {
    if (!/^[0-9]+$/.test(part) || Number(part) > 255) return undefined;
    out = out * 256n + BigInt(Number(part));
  }
  return out;
}

function parseIpv6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(parseGroups);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (tail === undefined ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...new Array<number>(missing).fill(0), ...(tail ?? [])];
  return groups.reduce((out, group) => out * 65_536n + BigInt(group), 0n);
}

/** Groups of 16 bits; the last may be an IPv4 address, which is two. */
function parseGroups(text: string): readonly number[] | undefined {
  if (text === "") return [];
  const out: number[] = [];
  const parts = text.split(":");
  for (const [i, part] of parts.entries()) {
    if (i === parts.length - 1 && part.includes(".")) {
      const address = parseIpv4(part);
      if (address === undefined) return undefined;
      out.push(Number(address >> 16n), Number(address & 0xffffn));
    } else if (/^[0-9a-fA-F]{1,4}$/.test(part)) out.push(Number.parseInt(part, 16));
    else return undefined;
  }
  return out;
}

/** An IPv4 address written as one of IPv6: `::ffff:10.0.0.0`. */
export function isMapped({ address, bits }: Pick<Prefix, "address" | "bits">): boolean {
  return bits === 128 && address >> 32n === 0xffffn;
}

/** The usual text of an address; the longest run of zero groups is `::`. */
export function formatAddress(address: bigint, bits: number): string {
  if (bits === 32) return formatIpv4(address);
  if (isMapped({ address, bits })) return formatIpv4(address & 0xffffffffn);
  const groups = Array.from({ length: 8 }, (_none, i) => (address >> BigInt(112 - 16 * i)) & 0xffffn);
  const zeros = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (zeros.length < 2) return hex.join(":");
  return `${hex.slice(0, zeros.start).join(":")}::${hex.slice(zeros.start + zeros.length).join(":")}`;
}

function formatIpv4(address: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join(".");
}

function longestZeros(groups: readonly bigint[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (const [i, group] of groups.entries()) {
    if (group !== 0n) start = i + 1;
    else if (i + 1 - start > best.length) best = { start, length: i + 1 - start };
  }
  return best;
}

/** `10.0.0.0/8`; a mapped IPv4 network is written as one of IPv4. */
export function formatPrefix({ address, length, bits }: Prefix): string {
  const shown = isMapped({ address, bits }) ? Math.max(0, length - 96) : length;
  return `${formatAddress(address, bits)}/${shown}`;
}
