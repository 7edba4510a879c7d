/** Runs the real launcher, as a user does, and keeps what it wrote. */

import { type ChildProcess, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished } from "vitest";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url));
const TESTDATA = fileURLToPath(new URL("testdata", import.meta.url));
/** The single executable that is tested instead of the launcher (`npm run compile`), where one is named. */
const EXECUTABLE = process.env["TUTTI_TEST_EXECUTABLE"];
export const LAUNCHER = EXECUTABLE ?? join(PROJECT, "bin", "tutti");
/** The words that start the program. */
export const PROGRAM: readonly [string, ...string[]] =
  EXECUTABLE === undefined ? [process.execPath, LAUNCHER] : [EXECUTABLE];
/** The same for a shell. */
export const IN_SHELL = PROGRAM.map((word) => `"${word}"`).join(" ");

if (EXECUTABLE === undefined && !existsSync(join(PROJECT, "dist", "main.js"))) {
  throw new Error("these tests run the built program: run `npm run build` first (`npm test` does)");
}

/** What a run is given beside its arguments. */
export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Leads a process group of its own, so that a signal can reach all of it. */
  readonly ownGroup?: boolean;
  /** Other words than `PROGRAM` to start it by. */
  readonly program?: readonly [string, ...string[]];
  /** As another user of the system; needs root. */
  readonly uid?: number;
}

export interface Ended {
  /** Undefined where a signal ended it. */
  readonly status: number | undefined;
  readonly signal: NodeJS.Signals | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

/** A run that has begun. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves when the output so far holds the text; rejects when the run ends without it. */
  saw(text: string): Promise<void>;
}

/** A directory for one test, with these files; it goes with the test. */
export function project(files: Readonly<Record<string, string>> = {}): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "tutti-e2e-")));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  write(folder, files);
  return folder;
}

export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

/** Starts `tutti …` in a folder. */
export function start(folder: string, args: readonly string[], options: RunOptions = {}): Running {
  const [program, ...words] = options.program ?? PROGRAM;
  const child = spawn(program, [...words, ...args], {
    cwd: folder,
    env: environment(options.env),
    stdio: ["pipe", "pipe", "pipe"],
    detached: options.ownGroup === true,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  const written = { stdout: "", stderr: "" };
  const watchers = new Set<() => void>();
  for (const name of ["stdout", "stderr"] as const) {
    child[name].setEncoding("utf8").on("data", (text: string) => {
      written[name] += text;
      for (const look of watchers) look();
    });
  }
  child.stdin.on("error", () => {});
  child.stdin.end(options.input ?? "");
  const ended = new Promise<Ended>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status, signal) =>
      resolve({ status: status ?? undefined, signal: signal ?? undefined, ...written }),
    );
  });
  const saw = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (!written.stdout.includes(text) && !written.stderr.includes(text)) return;
        watchers.delete(look);
        resolve();
      };
      watchers.add(look);
      look();
      void ended.then(({ stdout, stderr }) => reject(new Error(`no ${text} in:\n${stdout}${stderr}`)));
    });
  return { child, ended, saw };
}

/** Runs `tutti …` to its end. */
export function run(folder: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  return start(folder, args, options).ended;
}

/** Only what a run needs: what the tester has set for Terraform or Consul must not count, in files either. */
export function environment(more: Readonly<Record<string, string>> = {}): Record<string, string> {
  const { PATH = "", HOME = "" } = process.env;
  return { PATH, HOME, TF_CLI_CONFIG_FILE: "/dev/null", ...more };
}

/** Runs what has to work for a test to go on. */
export async function must(
  folder: string,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Ended> {
  const ended = await run(folder, args, options);
  expect(ended.status, `tutti ${args.join(" ")}:\n${ended.stdout}${ended.stderr}`).toBe(0);
  return ended;
}

/**
 * What every refusal has to hold: it failed, nobody sees our insides, and it
 * says what is kept in `testdata/<name>.txt`, word for word. `name` is the
 * case's own; what changes from run to run is given as pairs of pattern and word.
 */
export async function expectRefusal(
  ended: Ended,
  name: string,
  changing: readonly (readonly [RegExp | string, string])[] = [],
): Promise<void> {
  const all = `${ended.stdout}${ended.stderr}`;
  expect(ended.status, all).toBe(1);
  expect(all).not.toMatch(/^\s+at .+:\d+:\d+\)?$/m);
  expect(all).not.toContain("fault of its own");
  // A wrapped line is as long as what changes lets it be.
  const wrapped = changing.length > 0 && ended.stderr.startsWith("\nError: ");
  let text = wrapped ? ended.stderr.replaceAll(/(?<=\S)\n(?=\S)/g, " ") : ended.stderr;
  for (const [pattern, word] of changing) text = text.replaceAll(pattern, word);
  await expect(text).toMatchFileSnapshot(join(TESTDATA, `${name.replaceAll(/[^a-z0-9]+/gi, "-")}.txt`));
}

/** Files in a folder that a run must not leave behind. */
export function leftovers(folder: string): readonly string[] {
  return readdirSync(folder).filter((name) => /\.(journal|tmp|lock|info)$/.test(name));
}
