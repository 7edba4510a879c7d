/** An edge goes where a longer way says the same, so that a drawing can be read. */

/** By node: what it still waits for. Undefined where the graph goes in a circle. */
export function reduceTransitively(after: readonly ReadonlySet<number>[]): readonly number[][] | undefined {
  const rank = ranksOf(after);
  if (rank === undefined) return undefined;
  /** The search that came by a node last, by its number. */
  const seen = new Int32Array(after.length).fill(-1);
  return after.map((next, from) => {
    if (next.size < 2) return [...next];
    // Whatever lies below the lowest of them leads to none of them.
    const lowest = Math.min(...Array.from(next, (to) => rank[to] ?? 0));
    const stack = [...next];
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      for (const behind of after[at] ?? []) {
        if (seen[behind] === from || (rank[behind] ?? 0) < lowest) continue;
        seen[behind] = from;
        stack.push(behind);
      }
    }
    return [...next].filter((to) => seen[to] !== from);
  });
}

/** By node: its place in an order in which each stands behind all that it waits for. */
function ranksOf(after: readonly ReadonlySet<number>[]): Int32Array | undefined {
  const waiting = Int32Array.from(after, (next) => next.size);
  const before: number[][] = after.map(() => []);
  for (const [from, next] of after.entries()) for (const to of next) before[to]?.push(from);
  const rank = new Int32Array(after.length);
  const ready = [...after.keys()].filter((node) => waiting[node] === 0);
  for (const [place, node] of ready.entries()) {
    rank[node] = place;
    for (const from of before[node] ?? []) {
      const left = (waiting[from] ?? 0) - 1;
      waiting[from] = left;
      if (left === 0) ready.push(from);
    }
  }
  return ready.length === after.length ? rank : undefined;
}

/** Groups of nodes that wait for each other in a circle. */
export function circlesOf(after: readonly ReadonlySet<number>[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  const index = new Int32Array(after.length).fill(-1);
  const low = new Int32Array(after.length);
  const open: number[] = [];
  const isOpen = new Uint8Array(after.length);
  let count = 0;
  for (const start of after.keys()) {
    if (index[start] !== -1) continue;
    const enter = (node: number): { readonly node: number; readonly rest: Iterator<number> } => {
      index[node] = low[node] = count++;
      open.push(node);
      isOpen[node] = 1;
      return { node, rest: (after[node] ?? new Set<number>())[Symbol.iterator]() };
    };
    // By hand, not by recursion: a chain is as deep as the user's configuration.
    const stack = [enter(start)];
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const { done, value } = top.rest.next();
      if (!done) {
        if (index[value] === -1) stack.push(enter(value));
        else if (isOpen[value] === 1) low[top.node] = Math.min(low[top.node] ?? 0, index[value] ?? 0);
        continue;
      }
      stack.pop();
      const below = stack.at(-1);
      if (below !== undefined) low[below.node] = Math.min(low[below.node] ?? 0, low[top.node] ?? 0);
      if (low[top.node] !== index[top.node]) continue;
      const group = open.splice(open.lastIndexOf(top.node));
      for (const node of group) isOpen[node] = 0;
      if (group.length > 1) found.push(group.reverse());
    }
  }
  return found;
}
