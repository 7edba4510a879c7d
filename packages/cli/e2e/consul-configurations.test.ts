/**
 * Drawn configurations of an agent: whether `validate` takes them, and what it says first of one that it
 * does not. What Consul 1.9.8 said to some seeds lies compressed in `testdata`;
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
import { type DrawnConfig, drawnConfig } from "./random-agent-config.ts";

const FILE = join(import.meta.dirname, "testdata/consul-configurations.json.gz");
const RECORDED = 120;
const other = process.env.TUTTI_OTHER_CONSUL;
const isRecording = process.env.TUTTI_GOLDEN === "write" && other !== undefined;
const FIRST = Number(process.env.TUTTI_TEST_SEED ?? 5000);
const CONFIGS = Number(process.env.TUTTI_TEST_CONFIGS ?? 100);

/** Status, and what is wrong; of a configuration that is taken nothing. */
type Said = readonly [number, string];

const said = (status: number, out: string, err: string): Said => [
  status,
  status === 0 ? "" : withoutMore(`${out}${err}`).trim(),
];

/** Ours says more: the file that a duration is wrong in, the whole path of a key, the nearest right name. */
function withoutMore(text: string): string {
  const words = text.replace(/^Config validation failed: /, "").replace(/ \(did you mean [^)]*\)/g, "");
  if (/invalid config key|\) decoding:/.test(words)) return words;
  const all = words.replace(/^failed to parse \S+: /, "").replace(/\d+ errors? occurred:\n/g, "");
  // There a dot too many stands in the paths of gossip, and quotes in those of maps.
  const paths = all.replace(/\.\.|\["([^"]*)"\]/g, (path, key) => (path === ".." ? "." : `[${key}]`));
  return paths.replace(/\t\* (telemetry\.)?/g, "").replace(/\n+/g, "\n");
}

async function ours({ name, text }: DrawnConfig): Promise<Said> {
  const terminal = createTerminal();
  await terminal.write({ [name]: text });
  const { status, out, err } = await terminal.run(["validate", name], { product: "consul" });
  return said(status, out, err);
}

function theirs(program: string, { name, text }: DrawnConfig): Said {
  const cwd = mkdtempSync(join(tmpdir(), "tutti-consul-"));
  writeFileSync(join(cwd, name), text);
  const { status, stdout, stderr } = spawnSync(program, ["validate", name], { cwd, encoding: "utf8" });
  rmSync(cwd, { recursive: true });
  return said(status ?? -1, stdout, stderr);
}

/** Where ours says otherwise on purpose, each with its reason. */
const DELIBERATE: readonly (readonly [why: string, applies: (consul: Said, tutti: Said) => boolean])[] = [
  ["what cannot be done here is refused with a sentence", (_, [, tutti]) => tutti.includes("cannot be done")],
  [
    "what keeps an agent from starting is told before: there validate takes it, and the start fails, or goes on without",
    ([status], [, tutti]) => status === 0 && NOT_STARTED.test(tutti),
  ],
  [
    "a number that is not whole is none: there the rest is dropped",
    (_, [, tutti]) => tutti.includes("no whole number"),
  ],
  [
    "keys of later versions have types, and whole numbers one",
    (_, [, tutti]) => /'(reporting|audit|tls)\b|type 'uint'/.test(tutti),
  ],
  [
    "of several mistakes a wrong duration is told first, with its file; there last",
    ([status], [, tutti]) => status === 1 && tutti.includes("invalid duration"),
  ],
  [
    "how many files this machine opens is not asked by validate",
    ([, consul]) => consul.includes("file descriptors"),
  ],
  [
    "a key is told as it was written",
    ([, consul], [, tutti]) => consul.includes("'read_replica'") && tutti.includes("non_voting_server"),
  ],
  [
    "the first wrong value is told, and what it is",
    ([, consul], [, tutti]) =>
      consul.startsWith(tutti) ||
      /dashboard_url_templates values|txn_max_req_len|the template|bind_addr: invalid/.test(tutti),
  ],
  [
    "keys of later versions are known",
    ([, consul], [, tutti]) =>
      /invalid config key/.test(consul) && unknownKeys(tutti).every((key) => consul.includes(key)),
  ],
];

function unknownKeys(text: string): readonly string[] {
  return text.match(/invalid config key \S+/g) ?? [];
}

const NOT_STARTED = new RegExp(
  [
    ...["needs (key_file|cert_file)", "valid UUID", "no address; write HOST:PORT", "acl\\.default_policy"],
    ...["down ACL policy", "Invalid log level", "Missing service name", "Protocol version", "parse watch"],
    ...["audit\\.enabled requires", "TLSMinVersion", "domain cannot be empty", "acl_enforce_version_8"],
    "VerifyIncoming set but no CA",
    "unix_sockets\\.(user|group): ",
  ].join("|"),
);

async function differences(
  seeds: readonly number[],
  answer: (seed: number, config: DrawnConfig) => Said,
): Promise<readonly object[]> {
  const found: object[] = [];
  for (const seed of seeds) {
    const config = drawnConfig(seed);
    const consul = answer(seed, config);
    const tutti = await ours(config);
    if (DELIBERATE.some(([, applies]) => applies(consul, tutti))) continue;
    if (JSON.stringify(consul) !== JSON.stringify(tutti))
      found.push({ seed, text: config.text, consul, tutti });
  }
  return found;
}

async function recorded(program: string | undefined): Promise<readonly Said[]> {
  if (isRecording && program !== undefined) {
    const all = Array.from({ length: RECORDED }, (_, seed) => theirs(program, drawnConfig(seed)));
    const lines = all.map((one) => JSON.stringify(one)).join(",\n");
    writeFileSync(FILE, gzipSync(`[\n${lines}\n]\n`, { level: 9 }));
  }
  return JSON.parse(gunzipSync(readFileSync(FILE)).toString("utf8")) as readonly Said[];
}

test("configurations are taken and refused as Consul did", async () => {
  const all = await recorded(other);
  const seeds = Array.from({ length: RECORDED }, (_, at) => at);
  expect(await differences(seeds, (seed) => all[seed] ?? expect.unreachable())).toEqual([]);
});

if (other !== undefined)
  test("configurations are taken and refused as the other program does", async () => {
    const seeds = Array.from({ length: CONFIGS }, (_, at) => FIRST + at);
    const found = await differences(seeds, (_, config) => theirs(other, config));
    console.log(`${CONFIGS - found.length} of ${CONFIGS} configurations taken or refused alike`);
    if (process.env.TUTTI_FOUND !== undefined)
      writeFileSync(process.env.TUTTI_FOUND, JSON.stringify(found, null, 1));
    expect(found).toEqual([]);
  });
