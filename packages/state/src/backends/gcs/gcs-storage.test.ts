import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, beforeAll, expect, test } from "vitest";
import { backendContract } from "../../../testkit/backend-contract.ts";
import { type GcsServer, startGcsServer } from "../../../testkit/gcs-server.ts";
import { added, failure, READER, saved, stateOf } from "../../../testkit/stored-states.ts";
import { weakLineContract } from "../../../testkit/weak-line-contract.ts";
import type { Backend } from "../../backend.ts";
import { encodeState } from "../../format4-write.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { createGcsStorage, type GcsPlaces } from "./gcs-storage.ts";

const runtime = createRealRuntime();
const folder = mkdtempSync(join(tmpdir(), "tutti-gcs-test-"));
let server: GcsServer;
let count = 0;
beforeAll(async () => {
  server = await startGcsServer();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

/** A folder of its own for each test, with letters that have to be encoded. */
function place(): string {
  count += 1;
  server.interrupt = () => undefined;
  server.onDone = () => undefined;
  server.seen.length = 0;
  return `a b+c/é*%'/${count}/`;
}

function open(prefix: string, more: Partial<GcsPlaces> = {}): Backend {
  const places: GcsPlaces = {
    runtime,
    bucket: server.bucket,
    endpoint: new URL(server.endpoint.replace(/\/b$/, "")),
    universe: "googleapis.com",
    retry: { retries: 2, waitMinMs: 0, waitMaxMs: 0 },
    place: `gs://${server.bucket}`,
    token: async () => ({ text: server.token, expiresMs: undefined }),
    encryptionKey: undefined,
    prefix,
    kmsKey: undefined,
    ...more,
  };
  return createRemoteBackend(createGcsStorage(places), {
    runtime,
    reader: READER,
    seal: UNSEALED,
    directory: join(folder, String(count)),
  });
}

backendContract("gcs", async () => {
  const prefix = place();
  return {
    mine: open(prefix),
    theirs: open(prefix),
    run: (promise) => promise,
    loseLock: async () => void server.objects.delete(`${prefix}default.tflock`),
  };
});

weakLineContract(
  "gcs",
  () => ({ host: "127.0.0.1", port: Number(new URL(server.endpoint).port) }),
  (line) => {
    const prefix = place();
    const endpoint = new URL(`http://127.0.0.1:${line.port}/storage/v1`);
    return { mine: open(prefix, { endpoint }), theirs: open(prefix, { endpoint }), asksAgain: true };
  },
);

const content = (name: string): string => new TextDecoder().decode(server.objects.get(name)?.body);

test("lays states, workspaces and locks out as Terraform does", async () => {
  const prefix = place();
  const backend = open(prefix);
  const handle = backend.open("default");
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  const info = JSON.parse(content(`${prefix}default.tflock`));
  expect(info).toMatchObject({
    Operation: "OperationTypeApply",
    Path: `gs://states/${prefix}default.tflock`,
  });
  expect(lock.ok && lock.lock.info.id).toBe(
    String(server.objects.get(`${prefix}default.tflock`)?.generation),
  );
  const state = await saved(handle, added(await stateOf(handle), "x.a"));
  expect(content(`${prefix}default.tfstate`)).toBe(encodeState(state));
  await backend.createWorkspace("blue");
  expect(JSON.parse(content(`${prefix}blue.tfstate`))).toMatchObject({ serial: 0 });
  if (lock.ok) await lock.lock.release();
  expect(server.objects.has(`${prefix}default.tflock`)).toBe(false);
});

test("what lies in other folders is no workspace", async () => {
  const prefix = place();
  const backend = open(prefix);
  await backend.createWorkspace("a");
  const object = { body: new Uint8Array(), generation: 1, keyHash: undefined, kmsKey: undefined };
  for (const name of ["deep/b.tfstate", "a.tflock", "notes.txt", ".tfstate"])
    server.objects.set(`${prefix}${name}`, object);
  expect(await backend.workspaces()).toEqual({ ok: true, value: ["default", "a"] });
});

const KEY = Buffer.alloc(32, 7).toString("base64");

test("states are encrypted with the key that was given, locks are not", async () => {
  const prefix = place();
  const backend = open(prefix, { encryptionKey: KEY });
  const handle = backend.open("default");
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  await saved(handle, added(await stateOf(handle), "x.a"));
  expect(server.objects.get(`${prefix}default.tfstate`)?.keyHash).toBeDefined();
  expect(server.objects.get(`${prefix}default.tflock`)?.keyHash).toBeUndefined();
  if (lock.ok) await lock.lock.release();
  expect(await failure(open(prefix))).toMatch(
    /read: 400 The target object is encrypted by a customer-supplied/,
  );
});

test("a key of KMS is named with each state that is written", async () => {
  const prefix = place();
  const handle = open(prefix, { kmsKey: "projects/p/k" }).open("default");
  await saved(handle, added(await stateOf(handle), "x.a"));
  expect(server.objects.get(`${prefix}default.tfstate`)?.kmsKey).toBe("projects/p/k");
});

test("writes on top of what was read alone: the server compares", async () => {
  const prefix = place();
  const [mine, theirs] = [open(prefix).open("default"), open(prefix).open("default")];
  const before = await stateOf(mine);
  const stored = await saved(theirs, added(await stateOf(theirs), "x.theirs"));
  const late = await mine.save(added(before, "x.mine"));
  expect(late.ok ? "" : late.problems[0]?.summary).toBe("State was changed meanwhile");
  const next = await stateOf(mine);
  await saved(theirs, added(stored, "x.more"));
  const later = await mine.save(added(next, "x.mine"));
  expect(later.ok ? "" : later.problems[0]?.summary).toBe("State was changed meanwhile");
});

test("a lock and a state whose answers were lost are there all the same", async () => {
  const handle = open(place()).open("default");
  let lost = 0;
  server.onDone = ({ method }) => (method === "POST" && lost++ % 2 === 0 ? { status: 503 } : undefined);
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  expect(lock.ok).toBe(true);
  expect((await saved(handle, added(await stateOf(handle), "x.a"))).serial).toBe(1);
  expect(lost).toBe(4);
  server.onDone = () => undefined;
  if (lock.ok) await lock.lock.release();
});

test("a lock is given back by force under its number alone", async () => {
  const prefix = place();
  const handle = open(prefix).open("default");
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  const id = lock.ok ? lock.lock.info.id : "";
  const detail = async (given: string): Promise<string | undefined> => {
    const broken = await open(prefix).open("default").breakLock(given);
    return broken.ok ? "released" : broken.problems[0]?.detail;
  };
  expect(await detail("x")).toBe("Lock ID should be numerical value, got 'x'");
  expect(await detail("17")).toBe(`lock ID "17" does not match existing lock ID "${id}"`);
  expect(await detail(id)).toBe("released");
  expect(await detail(id)).toMatch(/default.tflock is not there: nothing is locked$/);
  const late = await handle.save(added(await stateOf(handle), "x.a"));
  expect(late.ok ? "" : late.problems[0]?.summary).toBe("State lock lost");
});

const refusals: readonly [string, Partial<GcsPlaces>, RegExp][] = [
  [
    "a wrong token",
    { token: async () => ({ text: "hidden", expiresMs: undefined }) },
    /read: 401 Invalid Credentials\.$/,
  ],
  ["nobody who listens", { endpoint: new URL("http://127.0.0.1:1/storage/v1") }, /nobody listens there/],
];
test.each(refusals)("tells of %s", async (_, more, words) => {
  const told = await failure(open(place(), more));
  expect(told).toMatch(words);
  expect(told).not.toContain("hidden");
});

test("a bucket that is not there cannot be listed", async () => {
  const listed = await open(place(), { bucket: "nowhere" }).workspaces();
  expect(listed.ok ? "" : listed.problems[0]?.detail).toMatch(
    /list: 404 The specified bucket does not exist\.$/,
  );
});

test("is asked again while it is busy", async () => {
  let left = 2;
  const prefix = place();
  server.interrupt = () => (left-- > 0 ? { status: 503 } : undefined);
  expect(await failure(open(prefix))).toBe("");
  left = 3;
  expect(await failure(open(prefix))).toMatch(/read: 503 interrupted/);
});

test.each([
  ["that last", undefined, 1],
  ["that end within a minute", 59_000, 2],
])("tokens %s are looked for as often as needed", async (_, leftMs, wanted) => {
  let asked = 0;
  const token = async () => {
    asked += 1;
    return { text: server.token, expiresMs: leftMs && runtime.clock.now() + leftMs };
  };
  const backend = open(place(), { token });
  for (const _read of [1, 2]) await failure(backend);
  expect(asked).toBe(wanted);
});
