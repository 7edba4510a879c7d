import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createRealRuntime, type HttpExchange, type Runtime } from "@tutti/runtime";
import { type FetchContext, FetchFailure } from "../src/fetch-context.ts";
import { FETCH_LIMITS, type FetchLimits } from "../src/limits.ts";

/** A folder of the real disk, real git and a real server, for one test. */
export interface FetchWorld {
  readonly folder: string;
  readonly context: FetchContext;
  /** `http://127.0.0.1:…` of what `serve` answers with. */
  serve(answer: (exchange: HttpExchange) => void): Promise<string>;
  write(files: Readonly<Record<string, string>>): void;
  /** Runs git in a folder, with an author and without anybody's settings. */
  git(folder: string, ...args: readonly string[]): string;
  end(): Promise<void>;
}

export interface FetchWorldOptions {
  readonly limits?: Partial<FetchLimits>;
  readonly variables?: Readonly<Record<string, string>>;
}

/** The world; whoever opened it ends it. */
export function openFetchWorld({ limits, variables }: FetchWorldOptions = {}): FetchWorld {
  const folder = mkdtempSync(join(tmpdir(), "tutti-modules-"));
  // Whoever runs the tests may have a netrc file; only one in the folder counts.
  const runtime = withVariables(createRealRuntime(), { NETRC: join(folder, ".netrc"), ...variables });
  const closing: (() => Promise<void>)[] = [];
  return {
    folder,
    context: { runtime, limits: { ...FETCH_LIMITS, ...limits }, signal: undefined },
    async serve(answer) {
      const listener = await runtime.network.serveHttp({ host: "127.0.0.1", port: 0 }, answer);
      closing.push(() => listener.close());
      return `http://127.0.0.1:${listener.port}`;
    },
    write(files) {
      for (const [name, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name)), { recursive: true });
        writeFileSync(join(folder, name), text);
      }
    },
    git: (place, ...args) =>
      execFileSync("git", ["-c", "protocol.file.allow=always", ...args], {
        cwd: join(folder, place),
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        env: { ...process.env, ...AUTHOR },
      }).trim(),
    async end() {
      for (const close of closing) await close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const AUTHOR = {
  GIT_AUTHOR_NAME: "a",
  GIT_AUTHOR_EMAIL: "a@b.c",
  GIT_COMMITTER_NAME: "a",
  GIT_COMMITTER_EMAIL: "a@b.c",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
};

function withVariables(runtime: Runtime, more: Readonly<Record<string, string>>): Runtime {
  const variables = new Map([...runtime.environment.variables, ...Object.entries(more)]);
  return { ...runtime, environment: { ...runtime.environment, variables } };
}

/** Why a fetch failed; `none` where it did not. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "none";
  } catch (error) {
    if (error instanceof FetchFailure) return error.message;
    throw error;
  }
}
