/** Command lines played by Terraform and by Tutti in turn, each in a folder of its own, and all that is seen of them. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";
import { comparableErrors, comparableJson, comparableText, terraform } from "./terraform-oracle.ts";
import { project, run, write } from "./tutti.ts";

/** One command: its arguments, what it reads, and what is set for it alone. */
export interface Line {
  readonly args: readonly string[];
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Files that are written before it. */
  readonly files?: Readonly<Record<string, string>>;
  /** What of its standard output counts, where that is not all; Terraform's and ours both go through it. */
  readonly told?: (stdout: string) => unknown;
}

/** What a test plays: the files that are there first, and the lines in their order. */
export interface Script {
  readonly files: Readonly<Record<string, string>>;
  readonly lines: readonly Line[];
}

interface Seen {
  readonly line: string;
  readonly status: number | undefined;
  readonly stdout: unknown;
  readonly stderr: readonly string[];
}

type Side = "terraform" | "tutti";

// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what is meant
const DRAWN = /\u001b\[[0-9;]*m|[╷│╵]/g;

/** Plays a script on both sides and expects the same of each: status, output, words of errors, state. */
export async function expectSame(script: Script): Promise<void> {
  const [theirs, ours] = await Promise.all([play("terraform", script), play("tutti", script)]);
  expect(ours, textOf(script)).toEqual(theirs);
}

async function play(side: Side, { files, lines }: Script): Promise<unknown> {
  const folder = project(files);
  const seen: Seen[] = [];
  for (const line of lines) {
    write(folder, line.files ?? {});
    const env = line.env ?? {};
    const { status, stdout, stderr } =
      side === "terraform"
        ? await terraform(folder, line.args, env, line.input)
        : await run(folder, line.args, {
            env: { ...env, TUTTI_AS: "terraform" },
            ...(line.input === undefined ? {} : { input: line.input }),
          });
    const plain = (text: string): string => text.replaceAll(folder, "<folder>").replaceAll(DRAWN, "");
    seen.push({
      line: line.args.join(" "),
      status,
      stdout: (line.told ?? toldOf)(plain(stdout)),
      stderr: errorsOf(plain(stderr)),
    });
  }
  return { seen, state: stateIn(folder) };
}

/** Errors without a place have no order of their own there. */
function errorsOf(stderr: string): readonly string[] {
  // Of a variable that is sensitive Terraform shows the value where its validation fails; we never do.
  const text = comparableErrors(stderr)
    .replaceAll(/ var\.size is \d+(?= )/g, "")
    .trim();
  return text === "" ? [] : text.split(/ (?=Error: )/).sort();
}

/** A document is compared as one; words are compared line by line. */
function toldOf(stdout: string): unknown {
  try {
    if (/^\{\s*"/.test(stdout)) return comparableJson(stdout);
  } catch {
    // An object as the language writes it.
  }
  return comparableText(stdout);
}

function stateIn(folder: string): unknown {
  try {
    return comparableJson(readFileSync(join(folder, "terraform.tfstate"), "utf8"));
  } catch {
    return undefined;
  }
}

function textOf({ files, lines }: Script): string {
  const all = Object.entries(files).map(([name, text]) => `# ${name}\n${text}`);
  const played = lines.map(
    ({ args, env, input }) =>
      `${JSON.stringify(env ?? {})} ${args.join(" ")} < ${JSON.stringify(input ?? "")}`,
  );
  return [...all, ...played].join("\n");
}
