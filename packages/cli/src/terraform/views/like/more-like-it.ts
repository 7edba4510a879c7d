import { formatInstance, formatKey, formatModule, type ResourceInstance } from "@tutti/addresses";
import type { ResourceChange } from "@tutti/engine";

/** Addresses, or stretches of them, that are named. */
const NAMED_MAX = 8;

/** The lines that stand for changes that are not shown. */
export function moreLikeIt(changes: readonly ResourceChange[]): string {
  const stretches = stretchesOf(changes.map(({ address }) => address));
  const others = stretches.slice(NAMED_MAX).reduce((sum, { size }) => sum + size, 0);
  const named = stretches.slice(0, NAMED_MAX).map(({ text }) => text);
  if (others > 0) named.push(`${others} others`);
  return `  # ${changes.length} more like it (-full shows each):\n${named.map((text) => `  #   ${text}\n`).join("")}`;
}

interface Stretch {
  readonly text: string;
  readonly size: number;
}

/** Neighbouring numbers become one: `a.b[3] to a.b[99]`. */
function stretchesOf(addresses: readonly ResourceInstance[]): readonly Stretch[] {
  const found: Stretch[] = [];
  let first: ResourceInstance | undefined;
  let size = 0;
  for (const [at, address] of addresses.entries()) {
    first ??= address;
    size += 1;
    const next = addresses[at + 1];
    if (next !== undefined && follows(next, address)) continue;
    const text = formatInstance(first);
    found.push({ text: size === 1 ? text : `${text} to ${formatKey(address.key)}`, size });
    first = undefined;
    size = 0;
  }
  return found;
}

function follows(next: ResourceInstance, { key, module }: ResourceInstance): boolean {
  if (typeof key !== "number" || next.key !== key + 1) return false;
  return next.module === module || formatModule(next.module) === formatModule(module);
}
