/** An address as 4 or 16 bytes; undefined where the text is none. An IPv4 address mapped into IPv6 is given as IPv4. */
export function parseIp(text: string): Uint8Array | undefined {
  return text.includes(":") ? parseIpv6(text) : parseIpv4(text);
}

function parseIpv4(text: string): Uint8Array | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(text);
  if (match === null) return undefined;
  const bytes = match.slice(1).map(Number);
  return bytes.every((byte) => byte < 256) ? Uint8Array.from(bytes) : undefined;
}

function parseIpv6(text: string): Uint8Array | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [front = "", back] = halves;
  // A dotted part stands at the end of the whole, never before the two colons.
  if (back !== undefined && front.includes(".")) return undefined;
  const head = groups(front);
  const tail = groups(back ?? "");
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (back === undefined ? missing !== 0 : missing < 1) return undefined;
  const all = [...head, ...new Array<number>(missing).fill(0), ...tail];
  const bytes = Uint8Array.from(all.flatMap((group) => [group >> 8, group & 255]));
  const mapped = all.slice(0, 5).every((group) => group === 0) && all[5] === 0xffff;
  return mapped ? bytes.slice(12) : bytes;
}

function groups(text: string): number[] | undefined {
  if (text === "") return [];
  const parts = text.split(":");
  const last = parts.at(-1) ?? "";
  if (last.includes(".")) {
    const v4 = parseIpv4(last);
    if (v4 === undefined) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = v4;
    parts.splice(-1, 1, ((a << 8) | b).toString(16), ((c << 8) | d).toString(16));
  }
  return parts.every((part) => /^[0-9a-fA-F]{1,4}$/.test(part))
    ? parts.map((part) => Number.parseInt(part, 16))
    : undefined;
}

/** The canonical text (RFC 5952): what two addresses are compared by. */
export function formatIp(bytes: Uint8Array): string {
  if (bytes.length === 4) return bytes.join(".");
  const all: number[] = [];
  for (let at = 0; at < 16; at += 2) all.push(((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0));
  const gap = longestZeros(all);
  const text = (from: number, to: number): string =>
    all
      .slice(from, to)
      .map((group) => group.toString(16))
      .join(":");
  return gap === undefined ? text(0, 8) : `${text(0, gap.from)}::${text(gap.to, 8)}`;
}

function longestZeros(all: readonly number[]): { readonly from: number; readonly to: number } | undefined {
  let best: { from: number; to: number } | undefined;
  for (let from = 0; from < 8; from++) {
    let to = from;
    while (to < 8 && all[to] === 0) to++;
    if (to - from > 1 && to - from > (best === undefined ? 0 : best.to - best.from)) best = { from, to };
  }
  return best;
}

/** The address a name below `in-addr.arpa.` or `ip6.arpa.` stands for. */
export function addressOfReverseName(name: string): Uint8Array | undefined {
  const lower = name.toLowerCase();
  if (lower.endsWith(".in-addr.arpa.")) {
    return parseIpv4(lower.slice(0, -".in-addr.arpa.".length).split(".").reverse().join("."));
  }
  if (!lower.endsWith(".ip6.arpa.")) return undefined;
  const nibbles = lower.slice(0, -".ip6.arpa.".length).split(".").reverse();
  if (nibbles.length > 32 || !nibbles.every((nibble) => /^[0-9a-f]$/.test(nibble))) return undefined;
  // Consul answers names that leave nibbles out, too: it only joins them in groups of four.
  const groupsOfFour: string[] = [];
  for (let at = 0; at < nibbles.length; at += 4) groupsOfFour.push(nibbles.slice(at, at + 4).join(""));
  return groupsOfFour.length === 8 ? parseIpv6(groupsOfFour.join(":")) : undefined;
}

/** The bytes of a hexadecimal text; undefined where it is none. */
export function parseHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^[0-9a-fA-F]*$/.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2);
  for (let at = 0; at < bytes.length; at++) bytes[at] = Number.parseInt(text.slice(at * 2, at * 2 + 2), 16);
  return bytes;
}

export function formatHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
