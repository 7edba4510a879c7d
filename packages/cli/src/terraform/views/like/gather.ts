import { formatBlockOf, type InstanceKey, type ResourceInstance } from "@tutti/addresses";
import type { ResourceChange } from "@tutti/engine";
import { rawEquals, type Value } from "@tutti/values";
import { type Pattern, PatternWriter, Progression } from "./pattern.ts";

/** So many like changes are all shown; of more, only the first `SHOWN_OF_MANY`. */
const LIKE_MAX = 10;
const SHOWN_OF_MANY = 3;
/** Each looks at all that are left; where nothing follows from the index there would be no end of them. */
const PROGRESSIONS_MAX = 4;

/** A change that is shown, or those of a block that are like the ones shown before. */
export type ShownChange =
  | { readonly kind: "change"; readonly change: ResourceChange }
  | { readonly kind: "more"; readonly changes: readonly ResourceChange[] };

/**
 * Gathers what people would read a hundred times: changes of one block, with
 * one action for one reason, that do the same, but for what follows from the
 * key of each. What says something of its own (a move, an import, a deposed
 * object, a value that the others have not) is shown.
 */
export function gatherLike(changes: readonly ResourceChange[]): readonly ShownChange[] {
  const hidden = new Set<ResourceChange>();
  /** They are told where the first of them would have stood. */
  const told = new Map<ResourceChange, readonly ResourceChange[]>();
  for (const group of groupsOf(changes)) {
    if (group.length <= LIKE_MAX) continue;
    const rest = group.slice(SHOWN_OF_MANY);
    for (const change of rest) hidden.add(change);
    const [first] = rest;
    if (first !== undefined) told.set(first, rest);
  }
  const shown: ShownChange[] = [];
  for (const change of changes) {
    const more = told.get(change);
    if (more !== undefined) shown.push({ kind: "more", changes: more });
    else if (!hidden.has(change)) shown.push({ kind: "change", change });
  }
  return shown;
}

function groupsOf(changes: readonly ResourceChange[]): readonly (readonly ResourceChange[])[] {
  return [...groupBy(changes, ({ address }) => formatBlockOf(address)).values()]
    .filter((block) => block.length > LIKE_MAX)
    .flatMap(groupsOfBlock);
}

interface Candidate {
  readonly change: ResourceChange;
  readonly pattern: Pattern;
}

/** What the changes of one block have in common. */
function groupsOfBlock(block: readonly ResourceChange[]): readonly (readonly ResourceChange[])[] {
  const candidates = block
    .filter(isPlain)
    .map((change): Candidate => ({ change, pattern: patternOf(change) }));
  const groups = groupBy(candidates, ({ change, pattern }) => `${headOf(change)} ${pattern.text}`);
  return [...groups.values()].flatMap(evenGroups).map((group) => group.map(({ change }) => change));
}

/** The key that tells one instance of the block from the others: of its innermost module that has one, or its own. */
function tellingKey({ key, module }: ResourceInstance): InstanceKey {
  return key ?? module.findLast((step) => step.key !== undefined)?.key;
}

function isPlain({ deposedKey, previousAddress, importing }: ResourceChange): boolean {
  return deposedKey === undefined && previousAddress === undefined && importing === undefined;
}

/** What is done and why, without values. */
function headOf({ action, reason, requiresReplace }: ResourceChange): string {
  if (requiresReplace.length === 0 && (reason === undefined || Object.keys(reason).length === 1))
    return `${action} ${reason?.kind ?? ""}`;
  const why = reason === undefined ? undefined : { ...reason, paths: undefined };
  const replaced = requiresReplace.map(([step]) => (step?.kind === "attribute" ? step.name : ""));
  return JSON.stringify([action, why, replaced]);
}

/** Those that have the same text, parted by how their numbers follow from the index. */
function evenGroups(group: readonly Candidate[]): readonly (readonly Candidate[])[] {
  if (group.length <= LIKE_MAX) return [];
  if (isEven(group)) return [group];
  const equal = [...groupBy(group, ({ pattern }) => pattern.numbers.join()).values()];
  const found: (readonly Candidate[])[] = equal.filter(({ length }) => length > LIKE_MAX);
  let rest = equal.filter(({ length }) => length <= LIKE_MAX).flat();
  for (let round = 0; round < PROGRESSIONS_MAX && rest.length > LIKE_MAX; round += 1) {
    const [one] = rest;
    const other = one && rest.find((candidate) => indexOf(candidate) !== indexOf(one));
    if (one === undefined || other === undefined) break;
    const steady = new Progression([indexOf(one), one.pattern], [indexOf(other), other.pattern]);
    const { even, odd } = part(rest, steady);
    found.push(even);
    rest = odd;
  }
  return found;
}

/** All of it follows from the index, of which each has its own: as nearly all groups do. */
function isEven(group: readonly Candidate[]): boolean {
  const [one, other] = group;
  if (one === undefined || other === undefined) return false;
  let before = indexOf(one);
  const steady = new Progression([before, one.pattern], [indexOf(other), other.pattern]);
  for (const candidate of group) {
    const index = indexOf(candidate);
    if ((candidate !== one && index <= before) || !steady.holds(index, candidate.pattern)) return false;
    before = index;
  }
  return true;
}

function part(rest: readonly Candidate[], steady: Progression) {
  const [even, odd]: [Candidate[], Candidate[]] = [[], []];
  for (const candidate of rest)
    (steady.holds(indexOf(candidate), candidate.pattern) ? even : odd).push(candidate);
  return { even, odd };
}

function indexOf({ change }: Candidate): number {
  const key = tellingKey(change.address);
  return typeof key === "number" ? key : 0;
}

/**
 * Of before and after of every attribute that changes. What an object that goes
 * held is no part of the decision, nor is what a new value, not known yet, replaces.
 */
function patternOf({ action, address, before, after }: ResourceChange): Pattern {
  const written = new PatternWriter(tellingKey(address));
  if (action === "delete" || action === "forget") return written.end();
  const was = attributes(before);
  for (const [name, value] of attributes(after)) {
    const old = was.get(name);
    if (old !== undefined && rawEquals(old, value)) continue;
    written.add(name, value);
    if (old !== undefined && value.isWhollyKnown) written.add(name, old);
  }
  return written.end();
}

const NONE: ReadonlyMap<string, Value> = new Map();

function attributes(object: Value): ReadonlyMap<string, Value> {
  return object.isKnown ? object.asEntries : NONE;
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = found.get(key);
    if (group === undefined) found.set(key, [item]);
    else group.push(item);
  }
  return found;
}
