/**
 * Drawn command lines of Consul's commands, where no agent answers: status, and the first lines that
 * go out and to the errors. What Consul 1.9.8 said to some seeds lies compressed in `testdata`;
 * `TUTTI_OTHER_CONSUL=/path/to/program` plays unseen ones on both (`TUTTI_TEST_SEED`,
 * `TUTTI_TEST_CONFIGS`), and with `TUTTI_GOLDEN=write` records anew.
 */

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createTerminal } from "../testkit/terminal.ts";
import { consulLine } from "./random-consul-lines.ts";

const FILE = join(import.meta.dirname, "testdata/consul-command-lines.json.gz");
const RECORDED = 300;
const NOBODY = { CONSUL_HTTP_ADDR: "127.0.0.1:1" };
const other = process.env.TUTTI_OTHER_CONSUL;
const isRecording = process.env.TUTTI_GOLDEN === "write" && other !== undefined;
const FIRST = Number(process.env.TUTTI_TEST_SEED ?? 5000);
const LINES = Number(process.env.TUTTI_TEST_CONFIGS ?? 100);

/** Status, first line of the output, first line of the errors. */
type Said = readonly [number, string, string];

const firstLine = (text: string): string => text.trimStart().split("\n")[0]?.trimEnd() ?? "";

async function ours(words: readonly string[]): Promise<Said> {
  const { status, out, err } = await createTerminal(NOBODY).run(words, { product: "consul" });
  return [status, firstLine(out), firstLine(err)];
}

function theirs(program: string, words: readonly string[]): Said {
  const cwd = mkdtempSync(join(tmpdir(), "tutti-consul-"));
  const { status, stdout, stderr } = spawnSync(program, words, {
    cwd,
    env: { ...NOBODY, HOME: cwd, PATH: "/usr/bin:/bin" },
    encoding: "utf8",
    input: "",
    timeout: 20_000,
  });
  rmSync(cwd, { recursive: true });
  return [status ?? -1, firstLine(stdout), firstLine(stderr)];
}

/** Where ours says otherwise on purpose, each with its reason. */
const DELIBERATE: readonly (readonly [
  why: string,
  applies: (words: readonly string[], said: Said) => boolean,
])[] = [
  ["there a blank stands twice in the usage", (words) => words[1] === "translate-rules"],
  [
    "an empty path names no file: it is passed over",
    (words) => words[0] === "validate" && words.includes(""),
  ],
];

async function differences(
  seeds: readonly number[],
  said: (seed: number, words: readonly string[]) => Said,
): Promise<readonly object[]> {
  const found: object[] = [];
  for (const seed of seeds) {
    const words = await consulLine(seed);
    const consul = said(seed, words);
    if (DELIBERATE.some(([, applies]) => applies(words, consul))) continue;
    const tutti = await ours(words);
    if (JSON.stringify(consul) !== JSON.stringify(tutti))
      found.push({ seed, line: words.join(" "), consul, tutti });
  }
  return found;
}

async function recorded(program: string | undefined): Promise<readonly Said[]> {
  if (isRecording && program !== undefined) {
    const all: Said[] = [];
    for (let seed = 0; seed < RECORDED; seed += 1) all.push(theirs(program, await consulLine(seed)));
    writeFileSync(
      FILE,
      gzipSync(`[\n${all.map((said) => JSON.stringify(said)).join(",\n")}\n]\n`, { level: 9 }),
    );
  }
  return JSON.parse(gunzipSync(readFileSync(FILE)).toString("utf8")) as readonly Said[];
}

test("command lines are answered as Consul did", async () => {
  const all = await recorded(other);
  const seeds = Array.from({ length: RECORDED }, (_, at) => at);
  expect(await differences(seeds, (seed) => all[seed] ?? expect.unreachable())).toEqual([]);
});

if (other !== undefined)
  test("command lines are answered as the other program does", async () => {
    const seeds = Array.from({ length: LINES }, (_, at) => FIRST + at);
    const found = await differences(seeds, (_, words) => theirs(other, words));
    console.log(`${LINES - found.length} of ${LINES} command lines answered alike`);
    expect(found).toEqual([]);
  });
