import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Agent } from "@tutti/agent";
import { startRealAgent } from "@tutti/agent/testkit";
import { type AgentClient, createAgentClient } from "@tutti/agent-api";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { backendContract } from "../../../testkit/backend-contract.ts";
import { made, sampleObject } from "../../../testkit/state-samples.ts";
import { READER, saved, stateOf } from "../../../testkit/stored-states.ts";
import { weakLineContract } from "../../../testkit/weak-line-contract.ts";
import type { Backend } from "../../backend.ts";
import { StateFold } from "../../fold.ts";
import { encodeState } from "../../format4-write.ts";
import type { State } from "../../state.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { type ConsulPlaces, createConsulStorage } from "./consul-storage.ts";

const runtime = createRealRuntime();
const folder = mkdtempSync(join(tmpdir(), "tutti-consul-"));
let agent: Agent;
let client: AgentClient;
let count = 0;
beforeAll(async () => {
  agent = await startRealAgent();
  client = createAgentClient(runtime, { address: `127.0.0.1:${agent.httpPort}` });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await agent.stop();
});

function place(): string {
  count += 1;
  return `terraform/state-${count}`;
}

function open(path: string, more: Partial<ConsulPlaces> = {}): Backend {
  const storage = createConsulStorage(runtime, {
    path,
    place: `consul://here/${path}`,
    gzip: false,
    lock: true,
    connect: async () => client,
    ...more,
  });
  return createRemoteBackend(storage, {
    runtime,
    reader: READER,
    seal: UNSEALED,
    directory: join(folder, path),
  });
}

for (const gzip of [false, true]) {
  backendContract(`consul${gzip ? " with gzip" : ""}`, async () => {
    const path = place();
    return {
      mine: open(path, { gzip }),
      theirs: open(path, { gzip }),
      run: (promise) => promise,
      // As an operator: given back in the holder's name.
      loseLock: async (_, { info }) => {
        const answer = await client.call("kv.write", { rest: `${path}/.lock`, query: { release: info.id } });
        expect(answer.text().trim()).toBe("true");
      },
    };
  });
}

weakLineContract(
  "consul",
  () => ({ host: "127.0.0.1", port: agent.httpPort }),
  (line) => {
    const path = place();
    const weakClient = createAgentClient(runtime, { address: `127.0.0.1:${line.port}` });
    const weak = { connect: async () => weakClient };
    return { mine: open(path, weak), theirs: open(path, weak), asksAgain: false };
  },
);

async function raw(key: string): Promise<Buffer | undefined> {
  const answer = await client.call("kv.read", { rest: key, query: { raw: "" } });
  return answer.status === 404 ? undefined : Buffer.from(answer.body);
}

async function keysBelow(path: string): Promise<readonly string[]> {
  const answer = await client.call("kv.read", { rest: path, query: { keys: "" } });
  return answer.status === 404 ? [] : (answer.json() as readonly string[]);
}

async function put(key: string, body: string | Uint8Array): Promise<void> {
  expect((await client.call("kv.write", { rest: key, body })).text().trim()).toBe("true");
}

/** `size` bytes of something that does not shrink much. */
function grown(state: State, size: number): State {
  const fold = new StateFold(state);
  const record = made("x.large");
  let text = "";
  for (let n = 0; text.length < size; n++) text += Math.sin(n).toString(36);
  const object = sampleObject("x.large", { attributesJson: JSON.stringify({ id: text }) });
  fold.apply(record.kind === "object" ? { ...record, object } : record);
  return fold.state();
}

test("lays states, workspaces and locks out as Terraform does", async () => {
  const path = place();
  const backend = open(path);
  const handle = backend.open("default");
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  const state = await saved(handle, grown(await stateOf(handle), 10));
  expect((await raw(path))?.toString()).toBe(encodeState(state));
  await backend.createWorkspace("blue");
  expect(JSON.parse((await raw(`${path}-env:blue`))?.toString() ?? "")).toMatchObject({
    version: 4,
    serial: 0,
  });
  const info = JSON.parse((await raw(`${path}/.lockinfo`))?.toString() ?? "");
  expect(info).toMatchObject({
    Operation: "OperationTypeApply",
    Path: path,
    Info: `consul session: ${info.ID}`,
  });
  expect(Object.keys(info)).toEqual("ID Operation Info Who Version Created Path".split(" "));
  const [key] = (await client.call("kv.read", { rest: `${path}/.lock` })).json() as [
    { Session: string; Flags: number },
  ];
  expect(key.Session).toBe(info.ID);
  const session = (await client.call("session.info", { rest: info.ID })).json();
  expect(session).toMatchObject([
    { Name: "Consul API Lock", TTL: "15s", LockDelay: 5_000_000_000, Behavior: "release" },
  ]);
  if (lock.ok) await lock.lock.release();
  expect(await keysBelow(`${path}`)).toEqual([path, `${path}-env:blue`]);
  expect((await client.call("session.info", { rest: info.ID })).json()).toEqual([]);
});

test("a state of 512 KiB and more lies in chunks, and the chunks of the last one go", async () => {
  const path = place();
  const handle = open(path).open("default");
  const large = await saved(handle, grown(await stateOf(handle), 1_200_000));
  const pointer = JSON.parse((await raw(path))?.toString() ?? "");
  expect(Object.keys(pointer)).toEqual(["chunks", "current-hash"]);
  const hash = pointer["current-hash"];
  const chunks = [0, 1, 2].map((n) => `${path}/tfstate.${hash}/${n}`);
  expect(pointer.chunks).toEqual(chunks);
  const parts = await Promise.all(chunks.map(raw));
  expect(parts.map((part) => part?.length).slice(0, 2)).toEqual([524_288, 524_288]);
  expect(Buffer.concat(parts.map((part) => part ?? Buffer.alloc(0))).toString()).toBe(encodeState(large));
  expect(encodeState(await stateOf(open(path).open("default")))).toBe(encodeState(large));
  const larger = await saved(handle, grown(large, 1_300_000));
  expect(encodeState(await stateOf(open(path).open("default")))).toBe(encodeState(larger));
  const left = await keysBelow(`${path}/`);
  expect(left).toHaveLength(3);
  expect(left.join()).not.toContain(hash);
  await saved(handle, grown(larger, 20));
  expect(await keysBelow(path)).toEqual([path]);
});

test("a large state that is packed lies in chunks of what was packed", async () => {
  const path = place();
  const handle = open(path, { gzip: true }).open("default");
  const large = await saved(handle, grown(await stateOf(handle), 2_500_000));
  const pointer = JSON.parse((await raw(path))?.toString() ?? "");
  const parts = await Promise.all((pointer.chunks as string[]).map(raw));
  const packed = Buffer.concat(parts.map((part) => part ?? Buffer.alloc(0)));
  expect(gunzipSync(packed).toString()).toBe(encodeState(large));
  // Who does not pack reads it all the same, and goes on plainly.
  const plain = open(path).open("default");
  expect(encodeState(await stateOf(plain))).toBe(encodeState(large));
  await saved(plain, grown(large, 10));
  expect((await raw(path))?.toString()).toContain('"version": 4');
  expect(await keysBelow(path)).toEqual([path]);
});

test("deleting a workspace takes its chunks", async () => {
  const path = place();
  const backend = open(path);
  await backend.createWorkspace("a");
  const handle = backend.open("a");
  await saved(handle, grown(await stateOf(handle), 1_200_000));
  expect((await keysBelow(path)).length).toBeGreaterThan(3);
  expect((await backend.deleteWorkspace("a")).ok).toBe(true);
  expect(await keysBelow(path)).toEqual([]);
});

const broken: readonly [string, string | Uint8Array, RegExp][] = [
  ["no JSON", "garbage", /^Unsupported state file format: .*consul:\/\/here/],
  ["half a packing", gzipSync("{}").subarray(0, 12), /^Error loading state: .*cannot be unpacked/],
  [
    "a chunk that is not there",
    '{"chunks":["nowhere/0"],"current-hash":"00"}',
    /^Error loading state: .*Key "nowhere\/0" could not be found/,
  ],
];
test.each(broken)("%s is told, and stays", async (_, value, words) => {
  const path = place();
  await put(path, value);
  const read = await open(path).open("default").read();
  expect(read.ok ? "" : read.problems.map(({ summary, detail }) => `${summary}: ${detail}`)[0]).toMatch(
    words,
  );
  expect(await raw(path)).toEqual(Buffer.from(value));
});

test("chunks that are not what was stored are told", async () => {
  const path = place();
  await put(`${path}/tfstate.00/0`, '{"version":4}');
  await put(path, JSON.stringify({ chunks: [`${path}/tfstate.00/0`], "current-hash": "00" }));
  const read = await open(path).open("default").read();
  expect(read.ok ? "" : read.problems[0]?.detail).toBe(
    `consul://here/${path}: The remote state does not match the expected hash.`,
  );
});

test("what another stored meanwhile is not written over, and its chunks stay", async () => {
  const path = place();
  const mine = open(path, { lock: false }).open("default");
  const theirs = open(path, { lock: false }).open("default");
  const before = await stateOf(mine);
  const stored = await saved(theirs, grown(await stateOf(theirs), 1_200_000));
  const late = await mine.save(grown(before, 1_300_000));
  expect(late.ok ? "" : late.problems[0]?.summary).toBe("State was changed meanwhile");
  expect(encodeState(await stateOf(theirs))).toBe(encodeState(stored));
  expect(await keysBelow(`${path}/`)).toHaveLength(3);
});

test("a session that was ended takes the lock along, and nothing is written under it", async () => {
  const path = place();
  const handle = open(path).open("default");
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  const state = await stateOf(handle);
  const id = lock.ok ? lock.lock.info.id : "";
  await client.call("session.destroy", { rest: id });
  const late = await handle.save(grown(state, 10));
  expect(late.ok ? "" : late.problems[0]?.detail).toContain(`The lock on consul://here/${path} (ID ${id})`);
  expect(await raw(path)).toBeUndefined();
});

test("force-unlock takes the session's ID, ends it, and leaves nothing", async () => {
  const path = place();
  const lock = await open(path).open("default").lock({ operation: "plan", timeoutMs: 0 });
  const id = lock.ok ? lock.lock.info.id : "";
  expect((await open(path).open("default").breakLock(id)).ok).toBe(true);
  expect(await keysBelow(path)).toEqual([]);
  expect((await client.call("session.info", { rest: id })).json()).toEqual([]);
});

test("a state that is replaced in the middle of a reading is read again", async () => {
  const path = place();
  const theirs = open(path, { lock: false }).open("default");
  const large = await saved(theirs, grown(await stateOf(theirs), 1_200_000));
  let replaced: Promise<State> | undefined;
  const between: AgentClient = {
    address: client.address,
    async call(route, options) {
      const answer = await client.call(route, options);
      // The pointer was read; now its chunks go.
      if (options?.rest !== path) return answer;
      replaced ??= saved(theirs, grown(large, 1_300_000));
      await replaced;
      return answer;
    },
  };
  const found = await stateOf(open(path, { connect: async () => between }).open("default"));
  expect(encodeState(found)).toBe(encodeState((await replaced) ?? large));
  expect(found.serial).toBe(2);
});
