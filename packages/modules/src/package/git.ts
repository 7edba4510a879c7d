import { join } from "node:path";
import type { ProcessResult } from "@tutti/runtime";
import { type FetchContext, FetchFailure } from "../fetch-context.ts";
import { checkTree } from "./check-tree.ts";

/** A repository that was cloned. */
export interface Cloned {
  /** Whether the address names what does not move: a tag or a commit, and no branch. */
  readonly fixed: boolean;
}

/** Nothing else may be named by an address, a redirect or a submodule: `ext::` would run a program. */
const PROTOCOLS = ["file", "git", "http", "https", "ssh"];
/** A submodule is named by whoever made the repository, and has no business on this machine. */
const SUBMODULE_PROTOCOLS = PROTOCOLS.filter((name) => name !== "file");
/** Git's own, set where a hook runs us: they would lead a clone into another repository. */
const FOREIGN_VARIABLES =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|PREFIX|NAMESPACE|COMMON_DIR)$/;
const COMMIT = /^[0-9a-fA-F]{7,40}$/;

/** Clones `url` (`?ref=`, `?depth=`) into a folder that is not there yet; messages name it as `shown`. */
export async function cloneRepository(
  context: FetchContext,
  url: URL,
  folder: string,
  shown: string,
): Promise<Cloned> {
  const { ref, depth, address } = readQuery(url);
  const git = new Git(context, await findGit(context), folder, shown);
  if (depth > 0) await git.cloneShallow(address, depth, ref);
  else await git.clone(address, ref);
  if ((await context.runtime.disk.stat(join(folder, ".gitmodules"))) !== undefined)
    await git.submodules(depth);
  await checkTree(context, folder);
  return { fixed: ref !== "" && !(await git.isBranch(ref)) };
}

function readQuery(url: URL): { readonly ref: string; readonly depth: number; readonly address: string } {
  if (!PROTOCOLS.includes(url.protocol.slice(0, -1)))
    throw new FetchFailure(`git does not fetch by ${url.protocol}//; use one of ${PROTOCOLS.join(", ")}`);
  const bare = new URL(url);
  const ref = bare.searchParams.get("ref") ?? "";
  const depth = Number(bare.searchParams.get("depth") ?? "0");
  if (bare.searchParams.has("sshkey"))
    throw new FetchFailure(
      "a private key in an address (sshkey) is not taken, because addresses are written to the disk and to logs: give it to ssh-agent, or name its file in ~/.ssh/config",
    );
  if (ref.startsWith("-"))
    throw new FetchFailure(`the ref ${JSON.stringify(ref)} begins with a dash, which no ref does`);
  for (const name of ["ref", "depth"]) bare.searchParams.delete(name);
  return { ref, depth: Number.isSafeInteger(depth) ? depth : 0, address: bare.href };
}

async function findGit({ runtime: { disk, environment } }: FetchContext): Promise<string> {
  for (const folder of (environment.variables.get("PATH") ?? "").split(":")) {
    const path = join(folder, "git");
    const found = folder.startsWith("/") ? await disk.stat(path) : undefined;
    if (found?.kind === "file" && (found.mode & 0o111) !== 0) return path;
  }
  throw new FetchFailure("git must be available and on the PATH");
}

class Git {
  readonly #context: FetchContext;
  readonly #program: string;
  readonly #folder: string;
  readonly #shown: string;

  constructor(context: FetchContext, program: string, folder: string, shown: string) {
    this.#context = context;
    this.#program = program;
    this.#folder = folder;
    this.#shown = shown;
  }

  async clone(address: string, ref: string): Promise<void> {
    await this.#must(["clone", "--", address, this.#folder], PROTOCOLS);
    if (ref === "") return;
    const result = await this.#run(["-C", this.#folder, "checkout", ref, "--"], PROTOCOLS);
    if (result.exitCode === 0) return;
    // As git says it where no `--` tells it that this is no file.
    const unknown = new TextDecoder().decode(result.stderr).includes(`invalid reference: ${ref}`);
    if (unknown) throw this.#failure(1, `error: pathspec '${ref}' did not match any file(s) known to git\n`);
    throw this.#failed(result);
  }

  async cloneShallow(address: string, depth: number, ref: string): Promise<void> {
    const branch = ref === "" ? [] : ["--branch", ref];
    const args = ["clone", "--depth", String(depth), ...branch, "--", address, this.#folder];
    const result = await this.#run(args, PROTOCOLS);
    if (result.exitCode === 0) return;
    const hint = COMMIT.test(ref)
      ? " (note that setting 'depth' requires 'ref' to be a branch or tag name)"
      : "";
    throw new FetchFailure(`${this.#failed(result).message}${hint}`);
  }

  submodules(depth: number): Promise<void> {
    const shallow = depth > 0 ? ["--depth", String(depth)] : [];
    return this.#must(
      ["-C", this.#folder, "submodule", "update", "--init", "--recursive", ...shallow],
      SUBMODULE_PROTOCOLS,
    );
  }

  async isBranch(ref: string): Promise<boolean> {
    const name = `refs/remotes/origin/${ref}`;
    const result = await this.#run(
      ["-C", this.#folder, "show-ref", "--verify", "--quiet", "--", name],
      PROTOCOLS,
    );
    return result.exitCode === 0;
  }

  async #must(args: readonly string[], protocols: readonly string[]): Promise<void> {
    const result = await this.#run(args, protocols);
    if (result.exitCode !== 0) throw this.#failed(result);
  }

  #run(args: readonly string[], protocols: readonly string[]): Promise<ProcessResult> {
    const { runtime, limits, signal } = this.#context;
    return runtime.processes.run(
      {
        program: this.#program,
        args: ["-c", "core.fsmonitor=false", "-c", "advice.detachedHead=false", ...args],
        environment: gitEnvironment(runtime.environment.variables, protocols),
        timeoutMs: limits.packageMs,
      },
      signal,
    );
  }

  #failed(result: ProcessResult): FetchFailure {
    if (result.timedOut)
      return new FetchFailure(
        `${this.#program} did not end within ${this.#context.limits.packageMs / 1000} s`,
      );
    return this.#failure(result.exitCode ?? result.signal ?? "?", new TextDecoder().decode(result.stderr));
  }

  #failure(status: number | string, said: string): FetchFailure {
    return new FetchFailure(
      `${this.#program} exited with ${status}: ${said.replaceAll(this.#folder, this.#shown).replaceAll("\r\n", "\n")}`,
    );
  }
}

/** Nobody is asked for a password: a helper that was set up for that may give one, a person who is not there cannot. */
function gitEnvironment(
  variables: ReadonlyMap<string, string>,
  protocols: readonly string[],
): Readonly<Record<string, string>> {
  const own = [...variables].filter(([name]) => !FOREIGN_VARIABLES.test(name) && name !== "SSH_ASKPASS");
  const allowed = variables.get("GIT_ALLOW_PROTOCOL")?.split(":");
  const taken = allowed === undefined ? protocols : protocols.filter((name) => allowed.includes(name));
  return {
    ...Object.fromEntries(own),
    GIT_TERMINAL_PROMPT: "0",
    GIT_ALLOW_PROTOCOL: taken.join(":"),
    SSH_ASKPASS_REQUIRE: "never",
  };
}
