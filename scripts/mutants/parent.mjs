/**
 * Ends this process and its whole group (vitest's forks, some of them held fast by a mutant) when the runner that
 * started it is gone, however that ended: nothing but the runner holds the other end of standard input.
 */
export function endWithParent() {
  process.stdin.on("close", () => process.kill(-process.pid, "SIGKILL"));
  process.stdin.resume();
  process.stdin.unref();
}
