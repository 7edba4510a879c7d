import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { createRealRuntime } from "@tutti/runtime";
import { isJsonObject, type Json, stringValue } from "@tutti/values";
import { afterAll, beforeAll, expect, test } from "vitest";
import { backendContract } from "../../../testkit/backend-contract.ts";
import { type KubernetesServer, startKubernetesServer } from "../../../testkit/kubernetes-server.ts";
import { added, failure, READER, saved, stateOf } from "../../../testkit/stored-states.ts";
import { weakLineContract } from "../../../testkit/weak-line-contract.ts";
import type { Backend } from "../../backend.ts";
import { encodeState } from "../../format4-write.ts";
import type { Cluster } from "../../kubernetes/cluster-access.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { createKubernetesStorage, type KubernetesPlaces } from "./kubernetes-storage.ts";

const runtime = createRealRuntime();
const folder = mkdtempSync(join(tmpdir(), "tutti-kubernetes-test-"));
let server: KubernetesServer;
let count = 0;
beforeAll(async () => {
  server = await startKubernetesServer();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

/** A suffix of its own for each test. */
function place(): string {
  count += 1;
  server.interrupt = () => undefined;
  server.onDone = () => undefined;
  server.seen.length = 0;
  return `s${count}`;
}

function clusterOf(address: string, token = server.token): Cluster {
  return {
    server: address,
    authority: undefined,
    serverName: undefined,
    insecure: false,
    proxy: undefined,
    user: { token },
  };
}

function open(suffix: string, more: Partial<KubernetesPlaces> = {}): Backend {
  const places: KubernetesPlaces = {
    runtime,
    retry: { retries: 2, waitMinMs: 0, waitMaxMs: 0 },
    place: "kubernetes://ns",
    namespace: "ns",
    suffix,
    labels: new Map(),
    cluster: async () => clusterOf(server.address),
    ...more,
  };
  return createRemoteBackend(createKubernetesStorage(places), {
    runtime,
    reader: READER,
    seal: UNSEALED,
    directory: join(folder, String(count)),
  });
}

backendContract("kubernetes", async () => {
  const suffix = place();
  return {
    mine: open(suffix),
    theirs: open(suffix),
    run: (promise) => promise,
    loseLock: async () => void server.objects.delete(`leases/ns/lock-tfstate-default-${suffix}`),
  };
});

weakLineContract(
  "kubernetes",
  () => ({ host: "127.0.0.1", port: Number(new URL(server.address).port) }),
  (line) => {
    const suffix = place();
    const cluster = async () => clusterOf(`http://127.0.0.1:${line.port}`);
    return { mine: open(suffix, { cluster }), theirs: open(suffix, { cluster }), asksAgain: true };
  },
);

function member(object: Json | undefined, ...path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((at, name) => (isJsonObject(at) ? at[name] : undefined), object);
}

/** What a secret holds. */
function partOf(name: string): Buffer {
  return Buffer.from(String(member(server.objects.get(`secrets/ns/${name}`), "data", "tfstate")), "base64");
}

test("lays states, workspaces and locks out as Terraform does", async () => {
  const suffix = place();
  const backend = open(suffix, { labels: new Map([["team", "a"]]) });
  const handle = backend.open("default");
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  const lease = () => server.objects.get(`leases/ns/lock-tfstate-default-${suffix}`);
  const labels = {
    tfstate: "true",
    tfstateSecretSuffix: suffix,
    tfstateWorkspace: "default",
    "app.kubernetes.io/managed-by": "terraform",
    team: "a",
  };
  expect(member(lease(), "metadata", "labels")).toEqual(labels);
  expect(member(lease(), "spec", "holderIdentity")).toBe(lock.ok && lock.lock.info.id);
  const info = JSON.parse(String(member(lease(), "metadata", "annotations", "app.terraform.io/lock-info")));
  expect(info).toMatchObject({ Operation: "OperationTypeApply", Path: "" });
  const state = await saved(handle, added(await stateOf(handle), "x.a"));
  const secret = server.objects.get(`secrets/ns/tfstate-default-${suffix}`);
  expect(member(secret, "metadata")).toMatchObject({ labels, annotations: { encoding: "gzip" } });
  expect(gunzipSync(partOf(`tfstate-default-${suffix}`)).toString()).toBe(encodeState(state));
  await backend.createWorkspace("blue");
  expect(JSON.parse(gunzipSync(partOf(`tfstate-blue-${suffix}`)).toString())).toMatchObject({ serial: 0 });
  if (lock.ok) await lock.lock.release();
  expect(member(lease(), "spec")).toEqual({});
  expect(member(lease(), "metadata", "annotations")).toEqual({});
  expect(await backend.deleteWorkspace("blue")).toMatchObject({ ok: true });
  expect([...server.objects.keys()].filter((name) => name.endsWith(`blue-${suffix}`))).toEqual([]);
});

test("other suffixes, other secrets and other namespaces are no workspaces, over all pages", async () => {
  const suffix = place();
  const backend = open(suffix);
  for (const name of ["a", "b", "c"]) await backend.createWorkspace(name);
  await open(`${suffix}x`).createWorkspace("other");
  await open(suffix, { namespace: "elsewhere" }).createWorkspace("far");
  server.objects.set("secrets/ns/plain", { metadata: { labels: { tfstateWorkspace: "x" } } });
  server.objects.set("secrets/ns/odd", { metadata: { labels: { tfstate: "true" } } });
  expect(await backend.workspaces()).toEqual({ ok: true, value: ["default", "a", "b", "c"] });
});

/** Text that packs to about so many bytes, the same each time. */
function noise(bytes: number): string {
  const blocks = Array.from({ length: Math.ceil(bytes / 32) }, (_, n) =>
    createHash("sha256").update(String(n)).digest("base64"),
  );
  return blocks.join("");
}

test("a state that one secret cannot hold lies in several, fewer again when it shrinks", async () => {
  const suffix = place();
  const handle = open(suffix).open("default");
  const parts = (): readonly number[] =>
    [...server.objects.keys()]
      .filter((name) => name.startsWith(`secrets/ns/tfstate-default-${suffix}`))
      .toSorted()
      .map((name) => partOf(name.slice("secrets/ns/".length)).length);
  for (const [bytes, wanted] of [
    [2_500_000, 3],
    [1_200_000, 2],
    [3_200_000, 4],
    [10, 1],
  ] as const) {
    const outputs = new Map([["noise", { value: stringValue(noise(bytes)), sensitive: false }]]);
    const state = await saved(handle, { ...(await stateOf(handle)), outputs });
    expect(parts()).toHaveLength(wanted);
    expect(parts().slice(0, -1)).toEqual(Array(wanted - 1).fill(1_048_576));
    expect(encodeState(await stateOf(open(suffix).open("default")))).toBe(encodeState(state));
  }
});

test("a state in several secrets is whole, wherever its writing is cut off", async () => {
  const suffix = place();
  const [short, long] = [noise(1_100_000), noise(1_800_000)];
  const write = async (text: string): Promise<boolean> => {
    const handle = open(suffix).open("default");
    const outputs = new Map([["noise", { value: stringValue(text), sensitive: false }]]);
    return (await handle.save({ ...(await stateOf(handle)), outputs })).ok;
  };
  const found: [boolean, "before" | "after"][] = [];
  for (let after = 0; ; after++) {
    server.interrupt = () => undefined;
    await write(short);
    let writes = 0;
    server.interrupt = ({ method }) => (method !== "GET" && writes++ >= after ? { status: 403 } : undefined);
    const isSaved = await write(long);
    server.interrupt = () => undefined;
    const text = (await stateOf(open(suffix).open("default"))).outputs.get("noise")?.value.asString;
    found.push([isSaved, text === long ? "after" : "before"]);
    if (text !== long) expect(text === short).toBe(true);
    if (writes <= after) break;
  }
  // Nothing of it, then whole but told as not written, then written.
  const kinds = found.map(([isSaved, what]) => `${isSaved ? "saved" : "failed"} ${what}`);
  expect([...new Set(kinds)]).toEqual(["failed before", "failed after", "saved after"]);
  expect([...server.objects.keys()].filter((name) => name.startsWith("secrets/ns/next-"))).toEqual([]);
}, 120_000);

test("a secret that holds no state, and one whose parts do not fit together", async () => {
  const suffix = place();
  server.objects.set(`secrets/ns/tfstate-default-${suffix}`, {
    metadata: { name: "x", resourceVersion: "1" },
  });
  const handle = open(suffix).open("default");
  expect(await handle.read()).toMatchObject({ ok: true, value: { existed: false } });
  await saved(handle, added(await stateOf(handle), "x.a"));
  const whole = partOf(`tfstate-default-${suffix}`);
  server.objects.set(`secrets/ns/tfstate-default-${suffix}`, {
    metadata: { name: "x", resourceVersion: "2" },
    data: { tfstate: whole.subarray(0, -9).toString("base64") },
  });
  expect(await failure(open(suffix))).toMatch(/no whole state: it cannot be unpacked/);
});

test("writes on top of what was read alone: the server compares", async () => {
  const suffix = place();
  const [mine, theirs] = [open(suffix).open("default"), open(suffix).open("default")];
  const before = await stateOf(mine);
  const stored = await saved(theirs, added(await stateOf(theirs), "x.theirs"));
  const late = await mine.save(added(before, "x.mine"));
  expect(late.ok ? "" : late.problems[0]?.summary).toBe("State was changed meanwhile");
  const next = await stateOf(mine);
  await saved(theirs, added(stored, "x.more"));
  const later = await mine.save(added(next, "x.mine"));
  expect(later.ok ? "" : later.problems[0]?.summary).toBe("State was changed meanwhile");
});

test("what another changes between our look and our change is looked at again, or told", async () => {
  const suffix = place();
  const handle = open(suffix).open("default");
  const touch = (name: string): void => {
    const object = server.objects.get(name);
    const metadata = member(object, "metadata");
    if (object === undefined || !isJsonObject(metadata)) return;
    const version = String(Number(metadata["resourceVersion"]) + 1_000);
    server.objects.set(name, { ...object, metadata: { ...metadata, resourceVersion: version } });
  };
  let touched = 0;
  server.interrupt = ({ method, target }) => {
    if (method === "PUT" && touched++ < 2) touch(target.replace(/^.*namespaces.ns.(\w+).(.*)$/, "$1/ns/$2"));
    return undefined;
  };
  const first = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  if (first.ok) await first.lock.release();
  expect([first.ok, touched]).toEqual([true, 3]);
  touched = 0;
  const second = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  expect(second.ok && first.ok && second.lock.fence > first.lock.fence).toBe(true);
  if (second.ok) await second.lock.release();
  touched = -100;
  const third = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  expect(third.ok ? "" : third.message).toMatch(/others change this lease all the time/);
});

test("a lock and a state whose answers were lost are there all the same", async () => {
  const handle = open(place()).open("default");
  let lost = 0;
  server.onDone = ({ method }) => (method === "POST" && lost++ % 2 === 0 ? { status: 503 } : undefined);
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  expect(lock.ok).toBe(true);
  expect((await saved(handle, added(await stateOf(handle), "x.a"))).serial).toBe(1);
  server.onDone = () => undefined;
  if (lock.ok) await lock.lock.release();
});

test("a lock is given back by force under its ID alone", async () => {
  const suffix = place();
  const handle = open(suffix).open("default");
  const detail = async (given: string): Promise<string | undefined> => {
    const broken = await open(suffix).open("default").breakLock(given);
    return broken.ok ? "released" : broken.problems[0]?.detail;
  };
  expect(await detail("x")).toBe("state is already unlocked");
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  const id = lock.ok ? lock.lock.info.id : "";
  expect(await detail("x")).toBe('lock id "x" does not match existing lock');
  expect(await detail(id)).toBe("released");
  expect(await detail(id)).toBe("state is already unlocked");
  const late = await handle.save(added(await stateOf(handle), "x.a"));
  expect(late.ok ? "" : late.problems[0]?.summary).toBe("State lock lost");
});

test("names that Kubernetes does not take are refused before anything is asked", async () => {
  const backend = open(place());
  const made = await backend.createWorkspace("Blue");
  expect(made.ok ? "" : made.problems[0]?.detail).toMatch(/the secret name tfstate-Blue-s\d+ is invalid/);
  expect(server.seen.filter(({ method }) => method !== "GET")).toEqual([]);
});

test("tells of a wrong token, without it", async () => {
  const told = await failure(open(place(), { cluster: async () => clusterOf(server.address, "hidden") }));
  expect(told).toMatch(/kubernetes:\/\/ns: read secrets: 401 Unauthorized\.$/);
  expect(told).not.toContain("hidden");
});

test("is asked again while it is busy", async () => {
  const suffix = place();
  let left = 2;
  server.interrupt = () => (left-- > 0 ? { status: 503 } : undefined);
  expect(await failure(open(suffix))).toBe("");
  left = 3;
  expect(await failure(open(suffix))).toMatch(/read secrets: 503 interrupted/);
});
