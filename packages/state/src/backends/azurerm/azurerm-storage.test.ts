import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type AzuriteServer, findAzurite, startAzurite } from "../../../testkit/azurite-server.ts";
import { backendContract } from "../../../testkit/backend-contract.ts";
import { added, READER, saved, stateOf } from "../../../testkit/stored-states.ts";
import { weakLineContract } from "../../../testkit/weak-line-contract.ts";
import type { Backend } from "../../backend.ts";
import { encodeState } from "../../format4-write.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { type AzurePlaces, createAzureStorage } from "./azurerm-storage.ts";
import { BlobClient, type BlobRequest } from "./blob-client.ts";

describe.skipIf(findAzurite() === undefined)("over Azurite", () => {
  const runtime = createRealRuntime();
  const folder = mkdtempSync(join(tmpdir(), "tutti-azure-test-"));
  let server: AzuriteServer;
  let count = 0;
  beforeAll(async () => {
    server = await startAzurite();
    await raw({ method: "PUT", blob: "", query: { restype: "container" } });
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await server.stop();
  });

  function places(key: string, more: Partial<AzurePlaces> = {}): AzurePlaces {
    return {
      runtime,
      place: "azurerm://states",
      retry: { retries: 2, waitMinMs: 0, waitMaxMs: 0 },
      account: server.account,
      container: "states",
      endpoint: async () => server.endpoint,
      credentials: async () => ({ kind: "key", key: server.key }),
      key,
      snapshot: false,
      ...more,
    };
  }

  /** A name of its own for each test, with letters that have to be encoded. */
  function place(): string {
    count += 1;
    return `a b+c/é*%'/state ${count}`;
  }

  function open(key: string, more: Partial<AzurePlaces> = {}): Backend {
    return createRemoteBackend(createAzureStorage(places(key, more)), {
      runtime,
      reader: READER,
      seal: UNSEALED,
      directory: join(folder, String(count)),
    });
  }

  const raw = (request: BlobRequest) => new BlobClient(places("")).send(request);
  const content = async (blob: string): Promise<string> =>
    new TextDecoder().decode((await raw({ method: "GET", blob })).body);

  backendContract("azurerm", async () => {
    const key = place();
    return {
      mine: open(key),
      theirs: open(key),
      run: (promise) => promise,
      loseLock: async () => {
        const headers = { "x-ms-lease-action": "break", "x-ms-lease-break-period": "0" };
        await raw({ method: "PUT", blob: key, query: { comp: "lease" }, headers });
      },
    };
  });

  weakLineContract(
    "azurerm",
    () => ({ host: "127.0.0.1", port: Number(server.endpoint.port) }),
    (line) => {
      const key = place();
      const address = new URL(server.endpoint);
      address.port = String(line.port);
      const weak = { endpoint: async () => address };
      // A lock is three requests and their answers here: each is to be cut.
      return { mine: open(key, weak), theirs: open(key, weak), asksAgain: true, growth: 1.5 };
    },
  );

  test("lays states, workspaces and locks out as Terraform does", async () => {
    const key = place();
    const backend = open(key);
    const handle = backend.open("default");
    const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
    const { headers } = await raw({ method: "HEAD", blob: key });
    const info = Buffer.from(headers.get("x-ms-meta-terraformlockid") ?? "", "base64").toString();
    expect(JSON.parse(info)).toMatchObject({
      ID: lock.ok ? lock.lock.info.id : "",
      Operation: "OperationTypeApply",
      Path: `states/${key}`,
    });
    expect([headers.get("x-ms-lease-state"), headers.get("x-ms-lease-duration")]).toEqual([
      "leased",
      "infinite",
    ]);
    const state = await saved(handle, added(await stateOf(handle), "x.a"));
    expect(await content(key)).toBe(encodeState(state));
    expect((await raw({ method: "HEAD", blob: key })).headers.get("x-ms-meta-terraformlockid")).toBeDefined();
    await backend.createWorkspace("blue");
    expect(JSON.parse(await content(`${key}env:blue`))).toMatchObject({ serial: 0 });
    if (lock.ok) await lock.lock.release();
    const after = (await raw({ method: "HEAD", blob: key })).headers;
    expect([after.get("x-ms-lease-state"), after.get("x-ms-meta-terraformlockid")]).toEqual([
      "available",
      undefined,
    ]);
  });

  test("what lies beside is no workspace", async () => {
    const key = place();
    const backend = open(key);
    await backend.createWorkspace("a");
    const headers = { "x-ms-blob-type": "BlockBlob" };
    for (const blob of [`${key}env:b/c`, `${key}env:`, `${key}other`])
      await raw({ method: "PUT", blob, headers });
    expect(await backend.workspaces()).toEqual({ ok: true, value: ["default", "a"] });
  });

  test("a blob without content is no state, and a state takes its place", async () => {
    const key = place();
    await raw({ method: "PUT", blob: key, headers: { "x-ms-blob-type": "BlockBlob" } });
    const handle = open(key).open("default");
    expect((await saved(handle, added(await stateOf(handle), "x.a"))).serial).toBe(1);
  });

  test("a snapshot is kept of what is written over", async () => {
    const key = place();
    const handle = open(key, { snapshot: true }).open("default");
    const first = await saved(handle, added(await stateOf(handle), "x.a"));
    await saved(handle, added(first, "x.b"));
    const query = { comp: "list", include: "snapshots", prefix: key, restype: "container" };
    const listed = new TextDecoder().decode((await raw({ method: "GET", blob: "", query })).body);
    expect(listed.match(/<Snapshot>/g)).toHaveLength(1);
  });

  test("writes on top of what was read alone: the server compares", async () => {
    const key = place();
    const [mine, theirs] = [open(key).open("default"), open(key).open("default")];
    const before = await stateOf(mine);
    const stored = await saved(theirs, added(await stateOf(theirs), "x.theirs"));
    const late = await mine.save(added(before, "x.mine"));
    expect(late.ok ? "" : late.problems[0]?.summary).toBe("State was changed meanwhile");
    const next = await stateOf(mine);
    await saved(theirs, added(stored, "x.more"));
    const later = await mine.save(added(next, "x.mine"));
    expect(later.ok ? "" : later.problems[0]?.summary).toBe("State was changed meanwhile");
  });

  test("a lock taken between a read and a write says nothing of the state", async () => {
    const key = place();
    const handle = open(key).open("default");
    const state = await saved(handle, added(await stateOf(handle), "x.a"));
    const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
    expect((await saved(handle, added(state, "x.b"))).serial).toBe(2);
    if (lock.ok) await lock.lock.release();
  });

  test("nobody writes under the lease of another", async () => {
    const key = place();
    const lock = await open(key).open("default").lock({ operation: "OperationTypeApply", timeoutMs: 0 });
    const late = open(key).open("default");
    const saves = await late.save(added(await stateOf(late), "x.late"));
    expect(saves.ok ? "" : saves.problems[0]?.summary).toBe("State was changed meanwhile");
    if (lock.ok) await lock.lock.release();
  });

  test("a lock is given back by force under its ID alone", async () => {
    const key = place();
    const handle = open(key).open("default");
    const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
    const id = lock.ok ? lock.lock.info.id : "";
    const detail = async (given: string): Promise<string | undefined> => {
      const broken = await open(key).open("default").breakLock(given);
      return broken.ok ? "released" : broken.problems[0]?.detail;
    };
    expect(await detail("x")).toBe('lock id "x" does not match existing lock');
    expect(await detail(id)).toBe("released");
    expect(await detail(id)).toBe('failed to retrieve lock info: blob metadata "terraformlockid" was empty');
    const late = await handle.save(added(await stateOf(handle), "x.a"));
    expect(late.ok ? "" : late.problems[0]?.summary).toBe("State lock lost");
  });

  const refusals: readonly [string, () => Partial<AzurePlaces>, RegExp][] = [
    ["a container that is not there", () => ({ container: "nowhere" }), /Get Blob: 404 ContainerNotFound: /],
    [
      "a wrong key",
      () => ({ credentials: async () => ({ kind: "key", key: Buffer.from("hidden").toString("base64") }) }),
      /Get Blob: 403 AuthorizationFailure: /,
    ],
    [
      "a signature that is none",
      () => ({ credentials: async () => ({ kind: "sas", query: "sv=2021-12-02&sig=hidden" }) }),
      /Get Blob: 403 AuthorizationFailure: /,
    ],
    [
      "nobody who listens",
      () => ({ endpoint: async () => new URL("http://127.0.0.1:1") }),
      /nobody listens there/,
    ],
  ];
  test.each(refusals)("tells of %s", async (_, more, words) => {
    const read = await open(place(), more()).open("default").read();
    const told = read.ok ? "" : read.problems.map(({ detail }) => detail).join();
    expect(told).toMatch(words);
    expect(told).not.toContain("hidden");
  });
});
