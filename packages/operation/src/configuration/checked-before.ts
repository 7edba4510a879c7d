/** That a configuration was checked before and had no mistakes: a file that may be removed at any time. */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { type Config, modulesOf } from "@tutti/config";
import type { ProviderRegistry } from "@tutti/plugin";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { dataDirectory } from "../data-directory.ts";
import { currentWorkspace } from "./workspace.ts";

/** Digests of texts tell who guesses right; and nobody else needs them. */
const FILE_MODE = 0o600;

/** Who checks, and with what. */
interface Checking {
  readonly runtime: Runtime;
  readonly program?: string;
  readonly providers?: ProviderRegistry;
}

export class CheckedBefore {
  readonly #runtime: Runtime;
  readonly #path: string;
  readonly #digest: string;

  private constructor(runtime: Runtime, digest: string) {
    this.#runtime = runtime;
    this.#path = join(dataDirectory(runtime), "checked-configuration");
    this.#digest = digest;
  }

  /** Undefined where nobody says which program it is, or providers are others than ours. */
  static async of(
    { runtime, program, providers }: Checking,
    config: Config,
  ): Promise<CheckedBefore | undefined> {
    if (program === undefined || providers !== undefined) return undefined;
    const { name: workspace } = await currentWorkspace(runtime);
    const hash = createHash("sha256");
    const add = (...texts: readonly string[]): void => void hash.update(`${JSON.stringify(texts)}\n`);
    add(program, workspace, runtime.environment.directory);
    for (const { path, module, version = "" } of modulesOf(config.root))
      add(module.directory, version, ...path);
    for (const [name, text] of config.sources) add(name, text);
    return new CheckedBefore(runtime, `${hash.digest("base64")}\n`);
  }

  /** These very texts, by this very program. */
  async holds(): Promise<boolean> {
    const { disk } = this.#runtime;
    try {
      if ((await disk.stat(this.#path)) === undefined) return false;
      return (await disk.readText(this.#path)) === this.#digest;
    } catch (error) {
      if (error instanceof RuntimeError) return false;
      throw error;
    }
  }

  /** Where there is a place for it already: a plan alone leaves nothing in a directory. */
  async keep(): Promise<void> {
    const { disk } = this.#runtime;
    try {
      if ((await disk.stat(dataDirectory(this.#runtime)))?.kind !== "directory") return;
      await disk.replaceFile(this.#path, this.#digest, { mode: FILE_MODE });
    } catch (error) {
      // The next plan checks again, which is all that is lost.
      if (!(error instanceof RuntimeError)) throw error;
    }
  }
}
