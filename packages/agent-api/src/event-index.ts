/**
 * The index of an event, made of its ID as Consul's clients make it: they know
 * by it which of a list they have seen. Its 64 bits are the two halves of the ID, one over the other.
 */
export function eventIndex(id: string): string {
  const digits = id.replaceAll("-", "");
  return /^[0-9a-f]{32}$/i.test(digits)
    ? String(BigInt(`0x${digits.slice(0, 16)}`) ^ BigInt(`0x${digits.slice(16)}`))
    : "";
}
