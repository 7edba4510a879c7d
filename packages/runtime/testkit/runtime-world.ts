import type { Runtime } from "../src/index.ts";

/** A machine for one test. */
export interface RuntimeWorld {
  readonly runtime: Runtime;
  /** An empty folder of its own. */
  readonly folder: string;
  /** A host that means this machine. */
  readonly host: string;
  /** Lets pass what the promise waits for. */
  run<T>(promise: Promise<T>): Promise<T>;
  /** Programs with their first arguments: one that never ends, one that prints its argument and ends with 3. */
  readonly programs: {
    readonly endless: readonly string[];
    readonly ending: readonly string[];
    /** Prints the environment variable A, then its whole input. */
    readonly asking: readonly string[];
  };
}

export type Check = (world: RuntimeWorld) => Promise<void>;

/** The code that a promise fails with; `none` where it does not. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "none";
  } catch (error) {
    return error instanceof Error && "code" in error ? String(error.code) : String(error);
  }
}

export const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
export const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
