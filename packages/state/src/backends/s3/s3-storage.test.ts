import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { awsAccess } from "../../../testkit/aws-access.ts";
import { backendContract } from "../../../testkit/backend-contract.ts";
import { type S3Server, startS3Server } from "../../../testkit/s3-server.ts";
import { added, failure, READER, saved, stateOf } from "../../../testkit/stored-states.ts";
import { weakLineContract } from "../../../testkit/weak-line-contract.ts";
import type { Backend } from "../../backend.ts";
import { encodeState } from "../../format4-write.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { S3Client, type S3Request } from "./s3-client.ts";
import { createS3Storage, type S3Places } from "./s3-storage.ts";

const runtime = createRealRuntime();
const folder = mkdtempSync(join(tmpdir(), "tutti-s3-test-"));
let server: S3Server;
let count = 0;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

/** A key of its own for each test, with letters that have to be encoded. */
function place(): string {
  count += 1;
  server.interrupt = () => undefined;
  server.seen.length = 0;
  return `a b+c/(é)*'!/state ${count}`;
}

function places(key: string, more: Partial<S3Places> = {}): S3Places {
  return {
    ...awsAccess(runtime),
    bucket: server.bucket,
    endpoint: new URL(server.address),
    pathStyle: true,
    retry: { retries: 2, waitMinMs: 0, waitMaxMs: 0 },
    place: `s3://${server.bucket}`,
    credentials: async () => ({
      accessKeyId: server.accessKey,
      secretAccessKey: server.secretKey,
      sessionToken: undefined,
    }),
    key,
    workspacePrefix: `env:${count}`,
    lock: true,
    encryption: { kind: "none" },
    acl: undefined,
    checksum: true,
    ...more,
  };
}

function open(key: string, more: Partial<S3Places> = {}): Backend {
  return createRemoteBackend(createS3Storage(places(key, more)), {
    runtime,
    reader: READER,
    seal: UNSEALED,
    directory: join(folder, String(count)),
  });
}

async function raw(request: S3Request): Promise<string | undefined> {
  const response = await new S3Client(places("")).send(request);
  return response.status === 404 ? undefined : new TextDecoder().decode(response.body);
}

backendContract("s3", async () => {
  const key = place();
  return {
    mine: open(key),
    theirs: open(key),
    run: (promise) => promise,
    loseLock: async () => void (await raw({ method: "DELETE", key: `${key}.tflock` })),
  };
});

weakLineContract(
  "s3",
  () => ({ host: "127.0.0.1", port: Number(new URL(server.address).port) }),
  (line) => {
    const key = place();
    const endpoint = new URL(`http://127.0.0.1:${line.port}`);
    return { mine: open(key, { endpoint }), theirs: open(key, { endpoint }), asksAgain: true };
  },
);

test("lays states, workspaces and locks out as Terraform does", async () => {
  const key = place();
  const backend = open(key);
  const handle = backend.open("default");
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  const info = JSON.parse((await raw({ method: "GET", key: `${key}.tflock` })) ?? "");
  expect(info).toMatchObject({ Operation: "OperationTypeApply", Path: `states/${key}` });
  expect(Object.keys(info)).toEqual("ID Operation Info Who Version Created Path".split(" "));
  const state = await saved(handle, added(await stateOf(handle), "x.a"));
  expect(await raw({ method: "GET", key })).toBe(encodeState(state));
  await backend.createWorkspace("blue");
  expect(JSON.parse((await raw({ method: "GET", key: `env:${count}/blue/${key}` })) ?? "")).toMatchObject({
    serial: 0,
  });
  if (lock.ok) await lock.lock.release();
  expect(await raw({ method: "GET", key: `${key}.tflock` })).toBeUndefined();
});

test("workspaces may lie at the top of the bucket, and what lies beside them is none", async () => {
  const key = `w${place()}`;
  const backend = open(key, { workspacePrefix: "" });
  for (const name of ["b", "a"]) await backend.createWorkspace(name);
  await raw({ method: "PUT", key: "c/other", body: new TextEncoder().encode("x") });
  await raw({ method: "PUT", key: `d/more/${key}`, body: new TextEncoder().encode("x") });
  expect(await backend.workspaces()).toEqual({ ok: true, value: ["default", "a", "b"] });
});

const sent: readonly [string, Partial<S3Places>, Readonly<Record<string, unknown>>][] = [
  ["nothing more", {}, { "x-amz-server-side-encryption": undefined, "x-amz-acl": undefined }],
  [
    "encryption by the server",
    { encryption: { kind: "server" } },
    { "x-amz-server-side-encryption": "AES256" },
  ],
  [
    "a key of KMS",
    { encryption: { kind: "kms", keyId: "alias/x" } },
    { "x-amz-server-side-encryption": "aws:kms", "x-amz-server-side-encryption-aws-kms-key-id": "alias/x" },
  ],
  [
    "a key of its own",
    { encryption: { kind: "customer", key: Buffer.alloc(32).toString("base64") } },
    {
      "x-amz-server-side-encryption-customer-algorithm": "AES256",
      "x-amz-server-side-encryption-customer-key": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
      "x-amz-server-side-encryption-customer-key-md5": "cLyPS3KoaSFGi/joRB3OUQ==",
    },
  ],
  ["an ACL", { acl: "bucket-owner-full-control" }, { "x-amz-acl": "bucket-owner-full-control" }],
  ["no checksum", { checksum: false }, { "x-amz-checksum-sha256": undefined }],
];
test.each(sent)("asks for %s with each write", async (_, more, headers) => {
  const key = place();
  const handle = open(key, more).open("default");
  await saved(handle, added(await stateOf(handle), "x.a"));
  const put = server.seen.find(({ method }) => method === "PUT");
  expect(put?.headers).toMatchObject({ "content-type": "application/json", "if-none-match": "*" });
  for (const [name, value] of Object.entries(headers)) expect(put?.headers[name], name).toEqual(value);
});

test("writes on top of what was read alone: the server compares", async () => {
  const key = place();
  const [mine, theirs] = [
    open(key, { lock: false }).open("default"),
    open(key, { lock: false }).open("default"),
  ];
  const before = await stateOf(mine);
  const stored = await saved(theirs, added(await stateOf(theirs), "x.theirs"));
  const late = await mine.save(added(before, "x.mine"));
  expect(late.ok ? "" : late.problems[0]?.summary).toBe("State was changed meanwhile");
  expect(encodeState(await stateOf(theirs))).toBe(encodeState(stored));
  const next = await stateOf(mine);
  await saved(theirs, added(stored, "x.more"));
  const later = await mine.save(added(next, "x.mine"));
  expect(later.ok ? "" : later.problems[0]?.summary).toBe("State was changed meanwhile");
});

test("compares by itself where the server knows no conditions", async () => {
  const key = place();
  server.interrupt = ({ method, headers }) =>
    method === "PUT" && (headers["if-match"] ?? headers["if-none-match"]) !== undefined
      ? { status: 501, code: "NotImplemented" }
      : undefined;
  const [mine, theirs] = [
    open(key, { lock: false }).open("default"),
    open(key, { lock: false }).open("default"),
  ];
  const before = await stateOf(mine);
  await saved(theirs, added(await stateOf(theirs), "x.theirs"));
  const late = await mine.save(added(before, "x.mine"));
  expect(late.ok ? "" : late.problems[0]?.summary).toBe("State was changed meanwhile");
  // And locks nothing there: a lock that does not hold is none.
  const lock = await open(key).open("default").lock({ operation: "plan", timeoutMs: 0 });
  expect(lock.ok ? "" : lock.message).toMatch(/PutObject: 501 NotImplemented/);
});

const refusals: readonly [string, Partial<S3Places>, RegExp][] = [
  ["a bucket that is not there", { bucket: "nowhere" }, /S3 bucket "nowhere" does not exist\.$/],
  [
    "a wrong key",
    {
      credentials: async () => ({
        accessKeyId: "S3RVER",
        secretAccessKey: "hidden",
        sessionToken: undefined,
      }),
    },
    /GetObject: 403 SignatureDoesNotMatch: /,
  ],
  [
    "nobody who listens",
    { endpoint: new URL("http://127.0.0.1:1") },
    /nobody listens there \(connection refused\)/,
  ],
];
test.each(refusals)("tells of %s", async (_, more, words) => {
  const told = await failure(open(place(), more));
  expect(told).toMatch(words);
  expect(told).not.toContain("hidden");
});

describe("what the server answers", () => {
  test("is asked again while it is busy", async () => {
    const key = place();
    let left = 2;
    server.interrupt = () => (left-- > 0 ? { status: 503, code: "SlowDown" } : undefined);
    expect(await failure(open(key))).toBe("");
    left = 3;
    expect(await failure(open(key))).toMatch(/GetObject: 503 SlowDown: it was "refused"\.$/);
  });

  test("may forbid to list: then there is one workspace", async () => {
    place();
    server.interrupt = ({ path }) => (path === "/states" ? { status: 403, code: "AccessDenied" } : undefined);
    expect(await open("k").workspaces()).toEqual({ ok: true, value: ["default"] });
  });
});

test("a lock and a state whose answers were lost are there all the same", async () => {
  const key = place();
  const handle = open(key).open("default");
  let lost = 0;
  server.onDone = ({ method }) =>
    method === "PUT" && lost++ % 2 === 0 ? { status: 500, code: "InternalError" } : undefined;
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  expect(lock.ok).toBe(true);
  expect((await saved(handle, added(await stateOf(handle), "x.a"))).serial).toBe(1);
  server.onDone = () => undefined;
  expect(lost).toBe(4);
  if (lock.ok) await lock.lock.release();
  expect(await raw({ method: "GET", key: `${key}.tflock` })).toBeUndefined();
});

test("a lock that was taken away is told, and given back under its ID alone", async () => {
  const key = place();
  const handle = open(key).open("default");
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  const id = lock.ok ? lock.lock.info.id : "";
  const state = await stateOf(handle);
  const other = await open(key).open("default").breakLock("other");
  expect(other.ok ? "" : other.problems[0]?.detail).toBe(
    `lock ID "other" does not match existing lock ID ${JSON.stringify(id)}`,
  );
  expect((await open(key).open("default").breakLock(id)).ok).toBe(true);
  const late = await handle.save(added(state, "x.a"));
  expect(late.ok ? "" : late.problems[0]?.summary).toBe("State lock lost");
  expect(await raw({ method: "GET", key })).toBeUndefined();
});
