/** All that can be reached from some places, themselves only where another leads to them. */
export function reach<T>(from: Iterable<T>, next: (at: T) => readonly T[]): ReadonlySet<T> {
  const found = new Set<T>();
  const stack = [...from];
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const other of next(at)) {
      if (found.has(other)) continue;
      found.add(other);
      stack.push(other);
    }
  }
  return found;
}
