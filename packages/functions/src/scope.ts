/** The effects that functions have; everything else here is pure. */

/** Files, read at once: evaluation does not wait. Failures are `RuntimeError`s. */
export interface FunctionFiles {
  readFile(path: string): Uint8Array;
  /** Undefined where there is nothing. Links are followed. */
  stat(path: string): { readonly kind: "file" | "directory" | "other" } | undefined;
  list(path: string): readonly { readonly name: string }[];
}

/** What functions may reach. */
export interface FunctionScope {
  readonly files: FunctionFiles;
  /** Relative paths start here; itself relative to the working directory, mostly ".". */
  readonly baseDirectory: string;
  /** Absolute. */
  readonly workingDirectory: string;
  readonly home: string;
  /** Milliseconds since 1970. */
  now(): number;
  randomBytes(count: number): Uint8Array;
  /** While planning, what changes from call to call is unknown until apply. */
  readonly pure: boolean;
  /** When the plan was made, RFC 3339; without it `plantimestamp` is not there. */
  readonly planTimestamp?: string | undefined;
  /** At the console there is `type`. */
  readonly console?: boolean | undefined;
}
