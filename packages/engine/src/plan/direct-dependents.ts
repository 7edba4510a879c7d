import type { AddressList } from "@tutti/state";

/**
 * By address, which of those that go must go before it. A list of dependencies
 * holds what is behind its members too, so most of what it says follows from
 * the lists of its members: what goes before a member that goes needs not be
 * said again. A chain of n has n answers so, and not n²/2. Time follows the
 * length of the lists. `others` do not go, and are told who goes before them too.
 */
export function directDependents(
  going: readonly string[],
  listsOf: (address: string) => Iterable<AddressList>,
  others: readonly string[] = [],
): ReadonlyMap<string, readonly string[]> {
  const all = [...going, ...others];
  const members = memberReader(all, listsOf);
  const counts = Int32Array.from(going, (_, at) => members(at).length);
  /** The one that was worked out when a place was covered last. */
  const covered = new Int32Array(all.length).fill(-1);
  const dependents = new Map<string, string[]>();
  for (const [at, address] of going.entries()) {
    const behind = members(at);
    // The longest list first: it mostly covers all the others.
    let longest: number | undefined;
    for (const member of behind)
      if (longest === undefined || (counts[member] ?? 0) > (counts[longest] ?? 0)) longest = member;
    const cover = (member: number): void => {
      // Of what does not go nobody waits until it has gone.
      if (member >= going.length) return;
      // Only a shorter list: two that name each other would both rely on the other.
      if (covered[member] === at || (counts[member] ?? 0) >= behind.length) return;
      for (const inner of members(member)) covered[inner] = at;
    };
    if (longest !== undefined) cover(longest);
    for (const member of behind) cover(member);
    for (const member of behind) {
      if (covered[member] === at) continue;
      const of = all[member] ?? "";
      const list = dependents.get(of);
      if (list === undefined) dependents.set(of, [address]);
      else list.push(address);
    }
  }
  return dependents;
}

/** The places of all that are asked for and stand in the lists of one, each once, itself left out. */
function memberReader(
  going: readonly string[],
  listsOf: (address: string) => Iterable<AddressList>,
): (at: number) => Int32Array {
  const places = new Map(going.map((address, place) => [address, place]));
  /** By part of a list, which other lists share. */
  const placesOf = new Map<AddressList, readonly number[]>();
  const found = new Int32Array(going.length);
  const seen = new Int32Array(going.length);
  let reading = 0;
  return (at) => {
    reading += 1;
    seen[at] = reading;
    let length = 0;
    for (const list of listsOf(going[at] ?? "")) {
      for (const part of list.leaves()) {
        let held = placesOf.get(part);
        if (held === undefined) {
          held = part.texts.flatMap(({ text }) => places.get(text) ?? []);
          placesOf.set(part, held);
        }
        for (const place of held) {
          if (seen[place] === reading) continue;
          seen[place] = reading;
          found[length] = place;
          length += 1;
        }
      }
    }
    return found.slice(0, length);
  };
}
