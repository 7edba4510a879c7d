/**
 * Gives every promise that can go on the chance to do so. The one place where
 * the real loop is used: a macrotask begins only when no microtask is left,
 * and nothing in a simulation waits for anything else that is real.
 */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
