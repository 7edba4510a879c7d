import { Buffer } from "node:buffer";
import { gunzipSync } from "node:zlib";
import { extract } from "tar-stream";
import { expect, test } from "vitest";
import { createAgentTerminal } from "../../../testkit/agent-terminal.ts";
import { expectRows } from "../../../testkit/rows.ts";

const MASTER = "5ca1ab1e-0000-4000-8000-00000000beef";

async function unpack(bytes: Uint8Array): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  const tar = extract();
  tar.end(gunzipSync(bytes));
  for await (const entry of tar) {
    const pieces: Buffer[] = [];
    for await (const piece of entry) pieces.push(Buffer.from(piece as Uint8Array));
    files.set(entry.header.name, Buffer.concat(pieces).toString());
  }
  return files;
}

test("captures how an agent is into one archive, which holds no secret", async () => {
  const config = `acl { enabled = true  default_policy = "deny"  tokens { master = "${MASTER}" agent = "${MASTER}" } }`;
  const terminal = await createAgentTerminal(
    { "agent.hcl": config },
    "-dev -node here -config-file agent.hcl",
    {
      CONSUL_HTTP_TOKEN: MASTER,
    },
  );
  const run = await terminal.consul("debug -duration 10s -interval 5s -output d");
  expect(run.status).toBe(0);
  expect(run.out).toMatch(
    /^==> Starting debugger[^\n]+\n +Agent Version: '[^']+'\n +Interval: '5s'\n +Duration: '10s'\n +Output: 'd\.tar\.gz'\n +Capture: 'agent, cluster, host, logs, metrics, pprof'\n==> Capture interval 0 began[^\n]+\n==> Capture interval 1 [^\n]+\nSaved debug archive: d\.tar\.gz\n$/,
  );
  // What runs the simulation makes no profiles.
  expect(run.err).toMatch(/agent\.cpuprofile: 501 what runs this program cannot make profiles/);
  const files = await unpack(await terminal.host.disk.readFile("d.tar.gz"));
  expect([...files.keys()].map((name) => name.replace(/\d{5,}/, "TIME"))).toEqual([
    "d/agent.json",
    "d/host.json",
    "d/members.json",
    "d/TIME/metrics.json",
    "d/TIME/metrics.json",
    "d/consul.log",
    "d/index.json",
  ]);
  expect([...files.values()].join("\n")).not.toContain(MASTER);
  expect(JSON.parse(files.get("d/members.json") ?? "")).toHaveLength(1);
  expect(files.get("d/consul.log")).toContain("http: GET /debug/pprof/heap");
  await terminal.stop();
});

test("a folder in place of an archive, and only what is named", async () => {
  const terminal = await createAgentTerminal();
  await expectRows(terminal.consul, [
    [
      "debug -duration 10s -interval 10s -archive=false -capture members -capture agent -output d",
      0,
      { out: /'d'/ },
    ],
    ["debug -output d -archive=false", 1, { err: "output directory already exists: d\n" }],
  ]);
  expect((await terminal.host.disk.list("d")).map(({ name }) => name).sort()).toEqual([
    "agent.json",
    "index.json",
    "members.json",
  ]);
  await terminal.stop();
});

test("what is wrong, and how it ends", async () => {
  const terminal = await createAgentTerminal();
  await expectRows(terminal.consul, [
    ["debug x", 1, { err: "==> debug: Too many arguments provided, expected 0\n" }],
    [
      "debug -capture all",
      1,
      { err: "Invalid capture target: all: write one of agent, cluster, host, logs, metrics, pprof\n" },
    ],
    ["debug -duration 9s", 1, { err: "duration must be longer than 10s\n" }],
    ["debug -interval 1s", 1, { err: "interval must be longer than 5s\n" }],
    ["debug -duration 10s -interval 11s", 1, { err: "interval must not be longer than duration\n" }],
  ]);
  await terminal.stop();
});
