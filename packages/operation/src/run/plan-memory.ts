/** What a plan found to stay as it is, for the plan after it: a file that may be removed at any time. */

import { join } from "node:path";
import type { PlanResult, Remembered } from "@tutti/engine";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { dataDirectory } from "../data-directory.ts";
import type { Operation } from "./operation.ts";

/** Digests of objects tell who guesses right; and nobody else needs them. */
const FILE_MODE = 0o600;

/** The file of a workspace. */
export function planMemoryPath(runtime: Runtime, workspace: string): string {
  return join(dataDirectory(runtime), "plan-memory", encodeURIComponent(workspace));
}

/** What is remembered for an operation; undefined where nothing may be. */
export class PlanMemory {
  readonly #runtime: Runtime;
  readonly #program: string;
  readonly #path: string;
  #text: string | undefined;

  private constructor(runtime: Runtime, program: string, path: string) {
    this.#runtime = runtime;
    this.#program = program;
    this.#path = path;
  }

  static of({ request, encryption, state }: Operation): PlanMemory | undefined {
    const { runtime, program, mode, refresh } = request;
    if (program === undefined || mode !== "normal" || refresh !== false) return undefined;
    // What is hidden has no digest of it lying in the open.
    if (encryption?.state !== undefined || encryption?.plan !== undefined) return undefined;
    return new PlanMemory(runtime, program, planMemoryPath(runtime, state.workspace));
  }

  /** Nothing where there is none that can be used; why, is nobody's concern. */
  async read(): Promise<Remembered> {
    const { decodeRemembered } = await import("@tutti/engine");
    try {
      const { disk } = this.#runtime;
      if ((await disk.stat(this.#path)) === undefined) return NOTHING;
      this.#text = await disk.readText(this.#path);
      return decodeRemembered(this.#text, this.#program) ?? NOTHING;
    } catch (error) {
      if (error instanceof RuntimeError) return NOTHING;
      throw error;
    }
  }

  /** Keeps it, whole or not at all, where it is not what is kept already. */
  async write({ remembered, plan }: PlanResult): Promise<void> {
    if (remembered === undefined || plan === undefined || plan.errored) return;
    const { encodeRemembered } = await import("@tutti/engine");
    const text = encodeRemembered(remembered, this.#program);
    if (text === undefined || text === this.#text) return;
    const { disk } = this.#runtime;
    try {
      await disk.makeDirectory(join(this.#path, ".."));
      await disk.replaceFile(this.#path, text, { mode: FILE_MODE });
    } catch (error) {
      // The next plan does the work again, which is all that is lost.
      if (!(error instanceof RuntimeError)) throw error;
    }
  }
}

const NOTHING: Remembered = new Map();
