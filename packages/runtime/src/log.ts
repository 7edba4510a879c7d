/** From what happens all the time to what must not happen. */
export const LOG_LEVELS = ["trace", "debug", "info", "warn", "error"] as const;

/** See `LOG_LEVELS`. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Whose words they are: the program's own, or what it says to providers. */
export type LogArea = "core" | "provider";

/** What a message is about, by name. Names of things and sizes; never their values, which may be secret. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** Tells those who look for a fault what the program does. Nothing waits for it, and it never fails. */
export interface Log {
  /** False where nothing of this level is written: then a message need not be made. */
  writes(level: LogLevel, area?: LogArea): boolean;
  /** `area` is `core` where it is left out. */
  write(level: LogLevel, message: string, fields?: LogFields, area?: LogArea): void;
}

/** Nobody listens. */
export const SILENT_LOG: Log = { writes: () => false, write: () => undefined };
