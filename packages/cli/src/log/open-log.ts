import { LOG_LEVELS, type Log, type Runtime, RuntimeError, reasonOf, SILENT_LOG } from "@tutti/runtime";
import type { Output } from "../command/command.ts";
import { jsonLine, textLine } from "./log-line.ts";
import type { LogSettings } from "./log-settings.ts";

/** A log that is written until it is closed. */
export interface OpenedLog {
  readonly log: Log;
  /** Resolves when all that was told is written. */
  close(): Promise<void>;
}

/** Opens the log that was asked for. What cannot be opened is said, and nothing else fails for it. */
export async function openLog(
  settings: LogSettings,
  { clock, disk }: Pick<Runtime, "clock" | "disk">,
  stderr: Output,
): Promise<OpenedLog> {
  const valid = `[${LOG_LEVELS.map((level) => level.toUpperCase()).join(" ")} OFF]`;
  for (const word of settings.mistakes)
    stderr.write(
      `[WARN] Invalid log level: ${JSON.stringify(word)}. Defaulting to level: TRACE. Valid levels are: ${valid}\n`,
    );
  const sink = settings.path === undefined ? toStream(stderr) : await toFile(settings.path, disk, stderr);
  const line = settings.json ? jsonLine : textLine;
  const writes: Log["writes"] = (level, area = "core") => {
    const least = settings.levels[area];
    return least !== undefined && LOG_LEVELS.indexOf(level) >= LOG_LEVELS.indexOf(least);
  };
  return {
    log:
      sink === undefined
        ? SILENT_LOG
        : {
            writes,
            write: (level, message, fields = {}, area = "core") => {
              if (writes(level, area)) sink.write(line({ atMs: clock.now(), level, message, fields }));
            },
          },
    close: async () => sink?.close(),
  };
}

interface Sink {
  write(line: string): void;
  close(): Promise<void>;
}

function toStream(stderr: Output): Sink {
  return { write: (line) => stderr.write(line), close: async () => undefined };
}

/** Lines wait in memory while the disk is busy, and go to it together. */
async function toFile(path: string, disk: Runtime["disk"], stderr: Output): Promise<Sink | undefined> {
  const refuse = (error: unknown): undefined => {
    if (!(error instanceof RuntimeError)) throw error;
    stderr.write(`Error opening log file: open ${path}: ${reasonOf(error)}\n`);
  };
  const file = await disk.openAppend(path).catch(refuse);
  if (file === undefined) return undefined;
  let waiting: string[] = [];
  let writing: Promise<void> | undefined;
  let failed = false;
  const drain = async (): Promise<void> => {
    while (waiting.length > 0 && !failed) {
      const text = waiting.join("");
      waiting = [];
      await file.append(text).catch((error: unknown) => {
        failed = true;
        if (!(error instanceof RuntimeError)) throw error;
        stderr.write(`Error writing log file: ${path}: ${reasonOf(error)}\n`);
      });
    }
    writing = undefined;
  };
  return {
    write: (line) => {
      if (failed) return;
      waiting.push(line);
      writing ??= drain();
    },
    close: async () => {
      await writing;
      await file.close();
    },
  };
}
