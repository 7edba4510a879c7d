import { type AppendFile, fromUnknown, type Runtime } from "@tutti/runtime";
import type { LogFileConfig } from "../config/build-log.ts";

/** Where nothing else is said. Group may read logs, others may not: requests are named in them. Who was let in or shut out since stays so. */
const MODE = 0o640;
/** Lines that wait for a slow disk; beyond it lines are dropped, for the agent must go on. */
const LINES_WAITING_MAX = 10_000;

/** Lines on disk: a file is ended, and another begun, by size and age. */
export interface RotatedFile {
  write(line: string): void;
  /** Resolves when what was written so far is handed to the system. */
  close(): Promise<void>;
}

/**
 * Files are called `PREFIX-NANOSECONDS.EXTENSION`, by the time at which they
 * began: `agent-1700000000000000000.log`. Whether one is to be ended is looked
 * at before each line. What cannot be written is told once to `fail`.
 */
export function openRotatedFile(
  config: LogFileConfig,
  runtime: Runtime,
  fail: (line: string) => void,
): RotatedFile {
  const { clock, disk } = runtime;
  const { folder, prefix, extension } = namesOf(config.path);
  let file: AppendFile | undefined;
  let current = "";
  let begunAt = 0;
  let bytes = 0;
  let waiting = 0;
  let failed = false;
  let running: Promise<void> = Promise.resolve();

  async function append(line: string): Promise<void> {
    if (file === undefined || isOver()) await begin();
    await file?.append(line);
    bytes += Buffer.byteLength(line);
  }

  function isOver(): boolean {
    if (config.rotateBytes > 0 && bytes >= config.rotateBytes) return true;
    return clock.monotonic() - begunAt >= config.rotateMs;
  }

  async function begin(): Promise<void> {
    await file?.close();
    file = undefined;
    const mode = current === "" ? undefined : (await disk.stat(current))?.mode;
    await removeOld();
    await disk.makeDirectory(folder, { mode: 0o750 });
    // Two that begin within one millisecond must not be one.
    const name = `${prefix}-${Math.floor(clock.now())}${String(++begun).padStart(6, "0")}${extension}`;
    current = `${folder}/${name}`;
    file = await disk.openAppend(current, { mode: mode ?? config.mode ?? MODE });
    begunAt = clock.monotonic();
    bytes = 0;
  }
  let begun = 0;

  async function removeOld(): Promise<void> {
    if (config.filesMax === 0 || (await disk.stat(folder)) === undefined) return;
    const isOurs = new RegExp(`^${escapeRegExp(prefix)}-\\d+${escapeRegExp(extension)}$`);
    const ended = (await disk.list(folder)).map(({ name }) => name).filter((name) => isOurs.test(name));
    const kept = Math.max(0, config.filesMax);
    for (const name of ended.sort().slice(0, Math.max(0, ended.length - kept))) {
      await disk.remove(`${folder}/${name}`);
    }
  }

  return {
    write(line) {
      if (waiting >= LINES_WAITING_MAX) return;
      waiting += 1;
      running = running
        .then(() => append(line))
        .catch((error: unknown) => {
          if (!failed)
            fail(
              `the ${config.of ?? "log"} file cannot be written: ${fromUnknown(error, config.path).message}`,
            );
          failed = true;
        })
        .finally(() => {
          waiting -= 1;
        });
    },
    async close() {
      await running;
      await file?.close();
      file = undefined;
    },
  };
}

/** A path that ends in a slash is a folder; one without an ending gets `.log`. */
function namesOf(path: string): {
  readonly folder: string;
  readonly prefix: string;
  readonly extension: string;
} {
  const slash = path.lastIndexOf("/");
  const folder = slash < 0 ? "." : path.slice(0, slash) || "/";
  const name = path.slice(slash + 1) || "consul";
  const dot = name.lastIndexOf(".");
  return dot <= 0
    ? { folder, prefix: name, extension: ".log" }
    : { folder, prefix: name.slice(0, dot), extension: name.slice(dot) };
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
