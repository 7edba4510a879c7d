import { every, type Runtime } from "@tutti/runtime";

/** So often files are looked at: a change is taken over within two of these. */
const LOOK_MS = 1000;

/**
 * Calls `changed` when files have changed, of folders when any file in them has,
 * came or went; what has changed twice in a row is waited for, so that a file
 * that is being written is not read by halves. Gives back how to stop.
 */
export function watchFiles(
  { clock, disk }: Pick<Runtime, "clock" | "disk">,
  paths: readonly string[],
  changed: () => Promise<unknown>,
): () => void {
  let known: string | undefined;
  let pending: string | undefined;
  let isLooking = false;

  async function look(): Promise<void> {
    const now = (await Promise.all(paths.map((path) => versionOf(path)))).join("\n");
    known ??= now;
    const isSettled = now === pending;
    pending = now === known ? undefined : now;
    if (pending === undefined || !isSettled) return;
    known = now;
    pending = undefined;
    await changed();
  }

  async function versionOf(path: string): Promise<string> {
    const stat = await disk.stat(path).catch(() => undefined);
    if (stat === undefined) return `${path} -`;
    if (stat.kind !== "directory") return `${path} ${stat.version}`;
    const names = (await disk.list(path).catch(() => [])).filter(({ kind }) => kind !== "directory");
    const inside = names.map(({ name }) => versionOf(`${path.replace(/\/+$/, "")}/${name}`));
    return (await Promise.all(inside)).sort().join("\n");
  }

  const tick = (): void => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  };
  tick();
  const timer = every(clock, LOOK_MS, tick, { unref: true });
  return () => timer.cancel();
}
