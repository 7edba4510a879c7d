/** Command lines played by Terraform and by Tutti in turn, each in a folder of its own, and all that is seen of them. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { destroysAnyway, leavesNothing } from "./destroy-always-works.ts";
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

/**
 * Plays a script on both sides and expects the same of each: status, output, words of errors, state.
 * What Terraform tells in the order of a Go map differs from play to play: where we differ it plays again,
 * and what it said of a line in any of its plays is right.
 */
export async function expectSame(script: Script): Promise<void> {
  const [first, ours] = await Promise.all([play("terraform", script), play("tutti", script)]);
  const plays = [first];
  while (!isDeepStrictEqual(ours, nearest(plays, ours)) && plays.length < PLAYS)
    plays.push(await play("terraform", script));
  expect(ours, textOf(script)).toEqual(whereDestroyed(nearest(plays, ours), ours));
}

/** Where Terraform refuses a destroy for what none needs, ours is right, and its last line leaves an empty state. */
function whereDestroyed(theirs: Result, ours: Result): Result {
  const anyway = theirs.seen.map((told, at) => {
    const mine = ours.seen[at];
    return mine !== undefined && destroysAnyway(told, mine) ? mine : told;
  });
  const last = anyway.at(-1);
  const emptied = last !== theirs.seen.at(-1) && last !== undefined && leavesNothing(last.line);
  if (emptied)
    // An empty object of toMatchObject would match outputs that are left.
    expect(ours.state, last.line).toEqual(expect.objectContaining({ resources: [], outputs: {} }));
  return { seen: anyway, state: emptied ? ours.state : theirs.state };
}

/** Of a coin that is thrown for a line both sides are seen in so many plays, but for one in sixty. */
const PLAYS = 7;

/** What Terraform said: of each line as in that play that is ours, else as in the first. */
function nearest(plays: readonly Result[], ours: Result): Result {
  const pick = <T>(all: readonly T[], mine: unknown): T | undefined =>
    all.find((one) => isDeepStrictEqual(one, mine)) ?? all[0];
  const lines = plays[0]?.seen ?? [];
  return {
    seen: lines.flatMap((_, at) => {
      const told = plays.flatMap(({ seen }) => seen[at] ?? []);
      return pick(told, ours.seen[at]) ?? [];
    }),
    state: pick(
      plays.map(({ state }) => state),
      ours.state,
    ),
  };
}

/** All that is seen of a script that one side played. */
interface Result {
  readonly seen: readonly Seen[];
  readonly state: unknown;
}

async function play(side: Side, { files, lines }: Script): Promise<Result> {
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
    // The resolver's own address stands there beside the name that it did not find.
    .replaceAll(/(?<=: lookup \S+) on [\d.]+:\d+(?=: no such host)/g, "")
    // Of names that are alike the first that is met of a Go map is proposed.
    .replaceAll(/(?<=A local value with the name "" has not been declared\. Did you mean )"\w+"/g, '"…"')
    .trim();
  const errors = text === "" ? [] : text.split(/ (?=Error: )/);
  const onceEach = errors
    .map(firstOfBlock)
    .filter((error, at, all) => all.indexOf(error) === at || error === errors[at]);
  return onceEach.sort();
}

/** Of the imports of a block that lead nowhere Terraform tells one, whichever it meets first; we tell each. */
function firstOfBlock(error: string): string {
  const [, summary, address, rest] =
    /^(Error: Configuration .* for the given import )(\S.*)( does not exist\..*)$/.exec(error) ?? [];
  return address === undefined ? error : `${summary}${address.replaceAll(/\[("[^"]*"|\d+)\]/g, "")}${rest}`;
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
    ({ args, env, input, files = {} }) =>
      `${Object.entries(files)
        .map(([name, text]) => `# then ${name}\n${text}\n`)
        .join("")}${JSON.stringify(env ?? {})} ${args.join(" ")} < ${JSON.stringify(input ?? "")}`,
  );
  return [...all, ...played].join("\n");
}
