import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { type GuardedAgent, MASTER, startGuardedAgent, startSimulatedAgent } from "../../testkit/index.ts";

const FILE = { path: "/log/audit.json", rotateBytes: 0, rotateMs: Number.POSITIVE_INFINITY, filesMax: 0 };
const RECOVERY = "5ca1ab1e-0000-4000-8000-0000000facad";
const audit = [{ ...FILE, mode: 0o600, of: "audit" }];

interface Line {
  readonly event_type: string;
  readonly payload: {
    readonly id: string;
    readonly stage: string;
    readonly auth: Readonly<Record<string, string>>;
    readonly request: Readonly<Record<string, string>>;
    readonly response?: Readonly<Record<string, string>>;
  };
}

/** All that was recorded, in its order. */
async function recorded({ world, agent }: GuardedAgent): Promise<readonly Line[]> {
  const { disk } = world.host("10.0.0.1");
  await world.until(agent.stop());
  const [file] = await world.until(disk.list("/log"));
  const text = await world.until(disk.readText(`/log/${file?.name}`));
  expect((await world.until(disk.stat(`/log/${file?.name}`)))?.mode).toBe(0o600);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Line);
}

/** A line as one text: stage, who, what, status. */
function shortly({ payload }: Line): string {
  const { stage, auth, request, response } = payload;
  const outcome = response === undefined ? "" : ` ${response["status"] ?? response["error"]}`;
  return `${stage.replace("Operation", "")} ${auth["description"]}: ${request["operation"]} ${request["endpoint"]}${outcome}`;
}

test("each request is recorded before it is done, with whose token it has, and with its status", async () => {
  const kit = await startGuardedAgent(
    1,
    { tokens: { master: MASTER, agent: MASTER, agentMaster: RECOVERY } },
    { audit },
  );
  const reader = await kit.token('key_prefix "open/" { policy = "read" }');
  await kit.master("kv.write", { rest: "open/a", body: "a value" });
  await kit.call("kv.read", { rest: "open/a", token: reader.SecretID });
  await kit.call("kv.write", { rest: "open/a", body: "another", token: reader.SecretID });
  await kit.call("kv.read", { rest: "open/a", token: "99999999-2222-3333-4444-555555555555" });
  await kit.call("status.leader");
  await kit.call("agent.self", { token: RECOVERY });
  const lines = await recorded(kit);
  expect(lines.map(shortly).slice(-12)).toEqual([
    "Start Master Token: PUT /v1/kv/open/a",
    "Complete Master Token: PUT /v1/kv/open/a 200",
    "Start : GET /v1/kv/open/a",
    "Complete : GET /v1/kv/open/a 200",
    "Start : PUT /v1/kv/open/a",
    "Complete : PUT /v1/kv/open/a 403",
    "Start : GET /v1/kv/open/a",
    "Complete : GET /v1/kv/open/a 403",
    "Start Anonymous Token: GET /v1/status/leader",
    "Complete Anonymous Token: GET /v1/status/leader 200",
    "Start Agent Recovery Token: GET /v1/agent/self",
    "Complete Agent Recovery Token: GET /v1/agent/self 200",
  ]);
  const accessors = lines.map(({ payload }) => payload.auth["accessor_id"]);
  expect(accessors.slice(-10, -8)).toEqual([reader.AccessorID, reader.AccessorID]);
  expect(accessors.slice(-6, -4)).toEqual(["", ""]);
  const text = JSON.stringify(lines);
  for (const secret of [reader.SecretID, MASTER, RECOVERY, "a value"]) expect(text).not.toContain(secret);
});

test("both lines of a request have its ID, and no other request has it", async () => {
  const kit = await startGuardedAgent(2, {}, { audit });
  await kit.call("status.leader");
  await kit.call("status.leader");
  const ids = (await recorded(kit)).map(({ payload }) => payload.id);
  expect(ids[0]).toBe(ids[1]);
  expect(new Set(ids).size).toBe(ids.length / 2);
});

test("a client that goes before it is answered is recorded, once", async () => {
  const kit = await startGuardedAgent(3, {}, { audit });
  await kit.master("kv.write", { rest: "a", body: "1" });
  const { index } = await kit.master("kv.read", { rest: "a" });
  const leaving = new AbortController();
  const query = { index: String(index), wait: "60s" };
  const left = kit.client
    .call("kv.read", { rest: "a", query, token: MASTER, signal: leaving.signal })
    .catch(() => "left");
  await kit.world.run(1000);
  leaving.abort();
  expect(await kit.world.until(left)).toBe("left");
  await kit.world.run(120_000);
  const last = (await recorded(kit)).map(shortly).filter((line) => line.includes("GET /v1/kv/a"));
  expect(last.slice(-2)).toEqual([
    "Start Master Token: GET /v1/kv/a",
    "Complete Master Token: GET /v1/kv/a the client went away",
  ]);
});

test("a file that cannot be written is told in the log, once, and keeps nobody from an answer", async () => {
  const world = createSimulation(4);
  const { disk } = world.host("10.0.0.1");
  await world.until(disk.replaceFile("/taken", "no folder"));
  const log: string[] = [];
  const { agent, call } = await startSimulatedAgent(
    world,
    { audit: [{ ...FILE, path: "/taken/audit.json", of: "audit" }] },
    { log: (_, line) => log.push(line) },
  );
  expect((await call("status.leader")).status).toBe(200);
  expect((await call("status.leader")).status).toBe(200);
  await world.until(agent.stop());
  expect(log.filter((line) => line.includes("audit"))).toEqual([
    "the audit file cannot be written: EEXIST: file already exists, '/taken'",
  ]);
});
