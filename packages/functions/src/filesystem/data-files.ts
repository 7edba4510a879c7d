/** What functions read of files while a plan is made, kept so that apply sees the same. */

import { createHash } from "node:crypto";
import { RuntimeError } from "@tutti/runtime";
import type { FunctionFiles } from "../scope.ts";

/** Of a larger file only the digest is kept, in bytes: the file must then still be there, unchanged. */
export const KEPT_BYTES_MAX = 1024 * 1024;

export type KeptFile =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "digest"; readonly sha256: string }
  | { readonly kind: "error"; readonly code: string; readonly message: string };

export type KeptKind = "file" | "directory" | "other" | "nothing";

/** Plain data, by path as it was asked for: a part of a saved plan. */
export interface DataFiles {
  readonly files: ReadonlyMap<string, KeptFile>;
  readonly kinds: ReadonlyMap<string, KeptKind>;
  readonly lists: ReadonlyMap<string, readonly string[]>;
}

/** `found`: only what was there is kept, because what is missing may yet be made. `nothing`: no trace is left. */
export type KeepRule = "all" | "found" | "nothing";

/** Files that look the same for as long as a plan lives: each path is read once. */
export class KeptFiles implements FunctionFiles {
  readonly #files: FunctionFiles;
  readonly #read: Map<string, KeptFile>;
  readonly #kinds: Map<string, KeptKind>;
  readonly #lists: Map<string, readonly string[]>;
  #rule: KeepRule = "all";

  /** `kept`: what a plan brought with it. */
  constructor(files: FunctionFiles, kept?: DataFiles) {
    this.#files = files;
    this.#read = new Map(kept?.files);
    this.#kinds = new Map(kept?.kinds);
    this.#lists = new Map(kept?.lists);
  }

  /** All that was kept so far. */
  get kept(): DataFiles {
    return { files: this.#read, kinds: this.#kinds, lists: this.#lists };
  }

  /** Does some work (that does not wait) under another rule. */
  during<T>(rule: KeepRule, work: () => T): T {
    const before = this.#rule;
    this.#rule = rule;
    try {
      return work();
    } finally {
      this.#rule = before;
    }
  }

  readFile(path: string): Uint8Array {
    const kept = this.#read.get(path);
    if (kept?.kind === "bytes") return kept.bytes;
    if (kept?.kind === "error") throw new RuntimeError(kept.code, path, kept.message);
    try {
      const bytes = this.#files.readFile(path);
      if (kept?.kind === "digest") checkDigest(path, bytes, kept.sha256);
      else if (this.#rule !== "nothing") this.#read.set(path, keep(bytes));
      return bytes;
    } catch (error) {
      if (this.#rule === "all" && kept === undefined && error instanceof RuntimeError)
        this.#read.set(path, { kind: "error", code: error.code, message: error.message });
      throw error;
    }
  }

  stat(path: string): ReturnType<FunctionFiles["stat"]> {
    const kept = this.#kinds.get(path);
    if (kept !== undefined) return kept === "nothing" ? undefined : { kind: kept };
    const found = this.#files.stat(path);
    if (this.#rule === "all" || (this.#rule === "found" && found !== undefined))
      this.#kinds.set(path, found?.kind ?? "nothing");
    return found;
  }

  list(path: string): readonly { readonly name: string }[] {
    const kept = this.#lists.get(path);
    if (kept !== undefined) return kept.map((name) => ({ name }));
    const found = this.#files.list(path);
    if (this.#rule !== "nothing")
      this.#lists.set(
        path,
        found.map(({ name }) => name),
      );
    return found;
  }
}

function keep(bytes: Uint8Array): KeptFile {
  return bytes.length > KEPT_BYTES_MAX
    ? { kind: "digest", sha256: digestOf(bytes) }
    : { kind: "bytes", bytes: new Uint8Array(bytes) };
}

function checkDigest(path: string, bytes: Uint8Array, sha256: string): void {
  if (digestOf(bytes) === sha256) return;
  throw new RuntimeError("ECHANGED", path, "the file is not the one that the plan was made with");
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
