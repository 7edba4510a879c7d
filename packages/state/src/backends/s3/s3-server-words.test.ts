/** What is made of the answers that a bucket gives, those that no server of ours gives among them. */

import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { awsAccess } from "../../../testkit/aws-access.ts";
import type { LockInfo } from "../../lock-info.ts";
import type { SlotLock, StateStorage, WriteCondition } from "../../storage/state-storage.ts";
import { createS3Storage, type S3Places } from "./s3-storage.ts";

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Bucket {
  readonly storage: StateStorage;
  readonly asked: string[];
  /** How often keys were looked for. */
  credentials: number;
  run<T>(promise: Promise<T>): Promise<T>;
}

/** A bucket that gives these answers, the last of them again and again. */
async function bucket(answers: readonly Answer[], more: Partial<S3Places> = {}): Promise<Bucket> {
  const simulation = createSimulation(1);
  const server = simulation.host("10.0.0.1");
  const asked: string[] = [];
  await simulation.until(
    server.network.serveHttp({ host: "10.0.0.1", port: 80 }, (exchange) => {
      const {
        status,
        body = "",
        headers = {},
      } = answers[Math.min(asked.length, answers.length - 1)] ?? {
        status: 500,
      };
      asked.push(`${exchange.method} ${exchange.target}`);
      exchange.respond(status, headers, body);
    }),
  );
  const it: Bucket = {
    asked,
    credentials: 0,
    run: (promise) => simulation.until(promise),
    storage: createS3Storage({
      ...awsAccess(simulation.host("10.0.0.2")),
      bucket: "b",
      endpoint: new URL("http://10.0.0.1"),
      pathStyle: true,
      credentials: async () => {
        it.credentials += 1;
        return { accessKeyId: "id", secretAccessKey: "secret", sessionToken: undefined };
      },
      key: "k",
      workspacePrefix: "env:",
      lock: true,
      encryption: { kind: "none" },
      acl: undefined,
      checksum: false,
      ...more,
    }),
  };
  return it;
}

const failure = (error: unknown): string => (error instanceof Error ? error.message : String(error));
const error = (code: string): string => `<Error><Code>${code}</Code></Error>`;
const FOUND = { version: '"1"' };
const held = (isHeld: boolean): SlotLock => ({
  id: "l",
  fence: undefined,
  isHeld: async () => isHeld,
  release: async () => {},
});

test("a listing goes on to the next page while there is one, with keys that are looked for once", async () => {
  const page = (key: string, more = ""): Answer => ({
    status: 200,
    body: `<L><Contents><Key>env:/${key}/k</Key></Contents>${more}</L>`,
  });
  const it = await bucket([
    page("a", "<NextContinuationToken>t&amp;1</NextContinuationToken>"),
    page("b", "<NextContinuationToken>t2</NextContinuationToken>"),
    page("c"),
  ]);
  expect(await it.run(it.storage.workspaces?.list() ?? Promise.resolve([]))).toEqual(["a", "b", "c"]);
  const first = "GET /b?list-type=2&max-keys=1000&prefix=env%3A%2F";
  expect(it.asked).toEqual([first, `${first}&continuation-token=t%261`, `${first}&continuation-token=t2`]);
  expect(it.credentials).toBe(1);
});

test.each<[string, Answer, Partial<WriteCondition>, string | object]>([
  ["taken", { status: 200, headers: { etag: '"2"' } }, {}, { kind: "written", version: '"2"' }],
  ["another came first", { status: 412 }, {}, { kind: "changed" }],
  ["another comes at this moment", { status: 409 }, {}, { kind: "changed" }],
  ["what was read is gone", { status: 404 }, { found: FOUND }, { kind: "changed" }],
  ["nothing was read, and nothing is there", { status: 404 }, {}, "PutObject: 404"],
  [
    "the bucket is gone",
    { status: 404, body: error("NoSuchBucket") },
    { found: FOUND },
    'S3 bucket "b" does not exist',
  ],
  ["no right", { status: 403, body: error("AccessDenied") }, {}, "PutObject: 403 AccessDenied"],
  [
    "another region",
    { status: 301, headers: { "x-amz-bucket-region": "eu-central-1" } },
    {},
    'the bucket "b" lies in the region "eu-central-1", and "us-east-1" was asked',
  ],
  [
    "the region that was asked",
    { status: 400, headers: { "x-amz-bucket-region": "us-east-1" } },
    {},
    "PutObject: 400",
  ],
  ["no conditions are known, and none was needed", { status: 501 }, { found: "any" }, "PutObject: 501"],
  [
    "the lock is held",
    { status: 200, headers: { etag: '"2"' } },
    { lock: held(true) },
    {
      kind: "written",
      version: '"2"',
    },
  ],
])("a write: %s", async (_, answer, condition, wanted) => {
  const it = await bucket([answer]);
  const write = it.storage.open("default").write(new Uint8Array([1]), {
    found: undefined,
    lock: undefined,
    ...condition,
  });
  expect(await it.run(write.catch(failure))).toEqual(wanted);
  expect(it.asked).toEqual(["PUT /b/k"]);
});

test("nothing is written once the lock is lost", async () => {
  const it = await bucket([{ status: 200 }]);
  const write = it.storage.open("w").write(new Uint8Array(), { found: "any", lock: held(false) });
  expect(await it.run(write)).toEqual({ kind: "lock-lost" });
  expect(it.asked).toEqual([]);
});

test.each<[string, Answer, unknown]>([
  ["a state", { status: 200, body: "{}", headers: { etag: '"1"' } }, ["{}", '"1"']],
  ["nothing in it", { status: 200, body: "" }, undefined],
  ["none", { status: 404, body: error("NoSuchKey") }, undefined],
  ["no bucket", { status: 404, body: error("NoSuchBucket") }, 'S3 bucket "b" does not exist'],
  ["no right", { status: 403 }, "GetObject: 403"],
])("a read: %s", async (_, answer, wanted) => {
  const it = await bucket([answer]);
  const read = it.storage.open("w").read();
  const found = await it.run(
    read.then((stored) => stored && [new TextDecoder().decode(stored.bytes), stored.version]).catch(failure),
  );
  expect(found).toEqual(wanted);
  expect(it.asked).toEqual(["GET /b/env%3A/w/k"]);
});

const INFO: LockInfo = {
  id: "mine",
  operation: "plan",
  info: "",
  who: "",
  version: "",
  created: "",
  path: "",
};

test.each<[string, readonly Answer[], string]>([
  ["taken", [{ status: 200 }], "taken"],
  [
    "there already",
    [{ status: 412 }, { status: 404 }],
    "held: 412 PreconditionFailed: k.tflock is there already",
  ],
  [
    "there already, in the server's words",
    [
      { status: 409, body: error("ConditionalRequestConflict") },
      { status: 200, body: '{"ID":"theirs"}' },
    ],
    "held: 409 ConditionalRequestConflict: k.tflock is there already",
  ],
  [
    "ours, from a first try whose answer was lost",
    [{ status: 412 }, { status: 200, body: '{"ID":"mine"}' }],
    "taken",
  ],
  ["refused", [{ status: 403 }], "PutObject: 403"],
])("a lock: %s", async (_, answers, wanted) => {
  const it = await bucket(answers);
  const taken = it.storage.open("default").locking?.take(INFO, async () => new Uint8Array());
  const told = taken?.then((result) => (result.kind === "held" ? `held: ${result.words}` : result.kind));
  expect(await it.run((told ?? Promise.resolve("no locks")).catch(failure))).toBe(wanted);
});

test("a workspace that cannot be removed is told", async () => {
  const it = await bucket([{ status: 204 }, { status: 403 }]);
  const remove = (): Promise<string> =>
    it.run(
      (it.storage.workspaces?.remove("w") ?? Promise.reject(new Error("none"))).then(() => "gone", failure),
    );
  expect([await remove(), await remove()]).toEqual(["gone", "DeleteObject: 403"]);
  expect(it.asked[0]).toBe("DELETE /b/env%3A/w/k");
});

test("is signed for the address that was set alone, wherever the server sends us", async () => {
  const it = await bucket([{ status: 307, headers: { Location: "http://10.0.0.9/b/k" } }]);
  expect(await it.run(it.storage.open("default").read().catch(failure))).toBe(
    "the server sends us to http://10.0.0.9, and credentials are not shown there; set its address if it is the right one",
  );
  const near = await bucket([{ status: 307, headers: { Location: "/elsewhere" } }, { status: 404 }]);
  expect(await near.run(near.storage.open("default").read())).toBeUndefined();
  expect(near.asked).toEqual(["GET /b/k", "GET /elsewhere"]);
});

test.each([
  ["that last", undefined, 1],
  ["that last longer than five minutes", 301_000, 1],
  ["that end before", 299_000, 2],
])("keys %s are looked for as often as needed", async (_, leftMs, wanted) => {
  const it = await bucket([{ status: 404 }, { status: 404 }], {
    credentials: async () => {
      it.credentials += 1;
      const keys = { accessKeyId: "id", secretAccessKey: "secret", sessionToken: undefined };
      return leftMs === undefined
        ? keys
        : { ...keys, expiresMs: Date.parse("2026-01-01T00:00:00Z") + leftMs };
    },
  });
  for (const _read of [1, 2]) await it.run(it.storage.open("default").read());
  expect(it.credentials).toBe(wanted);
});
