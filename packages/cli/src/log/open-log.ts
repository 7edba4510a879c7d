import { LOG_LEVELS, type Log, type Runtime, RuntimeError, reasonOf, SILENT_LOG } from "@tutti/runtime";
import type { ErrorOutput } from "../command/error-output.ts";
import { cliError } from "../errors.ts";
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
  stderr: ErrorOutput,
): Promise<OpenedLog> {
  const valid = `[${LOG_LEVELS.map((level) => level.toUpperCase()).join(" ")} OFF]`;
  for (const word of settings.mistakes)
    stderr.warning(
      cliError("log-level-unknown", JSON.stringify(word)),
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

function toStream(stderr: ErrorOutput): Sink {
  return { write: (line) => stderr.note(line), close: async () => undefined };
}

/** Lines wait in memory while the disk is busy, and go to it together. */
async function toFile(path: string, disk: Runtime["disk"], stderr: ErrorOutput): Promise<Sink | undefined> {
  const refuse = (error: unknown): undefined => {
    if (!(error instanceof RuntimeError)) throw error;
    stderr.warning(cliError("log-file-not-opened", path, reasonOf(error)));
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
        stderr.warning(cliError("log-file-not-written", path, reasonOf(error)));
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
