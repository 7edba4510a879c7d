import type { DnsRecord } from "./message.ts";

/** Who does not speak EDNS gets so many records of a name that an instance is known by. */
const RESOLVED_MAX = 5;

/** What stands beside SRV records, with what names that instances are known by stand for. */
export async function withSrvTargets(
  {
    answers,
    additional,
  }: { readonly answers: readonly DnsRecord[]; readonly additional: readonly DnsRecord[] },
  resolve: (target: string) => Promise<readonly DnsRecord[]>,
  edns: boolean,
): Promise<readonly DnsRecord[]> {
  const addresses = additional.filter(({ data }) => data.kind !== "TXT");
  const told = new Set(addresses.map(({ name }) => name));
  const all = [...additional];
  for (const { data, ttl } of answers) {
    if (data.kind !== "SRV" || told.has(data.target)) continue;
    told.add(data.target);
    all.push(...addressesOf(await resolve(data.target), ttl, edns));
  }
  return all;
}

/** Of what a name stands for the addresses, for as long as the instance may be remembered. */
export function addressesOf(records: readonly DnsRecord[], ttl: number, edns: boolean): readonly DnsRecord[] {
  const some = records.filter(({ data: { kind } }) => kind === "CNAME" || kind === "A" || kind === "AAAA");
  return (edns ? some : some.slice(0, RESOLVED_MAX)).map((record) => ({ ...record, ttl }));
}
