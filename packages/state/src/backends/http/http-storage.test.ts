import { mkdtempSync, rmSync } from "node:fs";
import https from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TLSSocket } from "node:tls";
import { createRealRuntime, type Runtime } from "@tutti/runtime";
import { startHttpProxy, testCertificate } from "@tutti/runtime/testkit";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { backendContract } from "../../../testkit/backend-contract.ts";
import { type HttpStateServer, startHttpStateServer } from "../../../testkit/http-state-server.ts";
import { made } from "../../../testkit/state-samples.ts";
import { weakLineContract } from "../../../testkit/weak-line-contract.ts";
import type { Backend } from "../../backend.ts";
import { StateFold } from "../../fold.ts";
import { UNSEALED } from "../../state-seal.ts";
import { createRemoteBackend } from "../../storage/remote-backend.ts";
import { createHttpStorage, type HttpPlaces } from "./http-storage.ts";

const runtime = createRealRuntime();
const folder = mkdtempSync(join(tmpdir(), "tutti-http-"));
let server: HttpStateServer;
let count = 0;
beforeAll(async () => {
  server = await startHttpStateServer();
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server.close();
});

/** A state of its own for each test. */
function place(): string {
  count += 1;
  server.interrupt = () => undefined;
  server.onStored = () => undefined;
  server.seen.length = 0;
  return `/state-${count}`;
}

function open(
  path: string,
  more: Partial<HttpPlaces> & { readonly address?: string } = {},
  by: Runtime = runtime,
): Backend {
  const url = new URL(path, more.address ?? server.address);
  const storage = createHttpStorage(by, {
    state: { url, method: "POST" },
    lock: { url, method: "LOCK" },
    unlock: { url, method: "UNLOCK" },
    username: undefined,
    password: "",
    retry: { retries: 2, waitMinMs: 0, waitMaxMs: 0 },
    tls: {},
    ...more,
  });
  const directory = join(folder, path);
  return createRemoteBackend(storage, {
    runtime,
    reader: { name: "Tutti", version: "1.11.4" },
    seal: UNSEALED,
    directory,
  });
}

backendContract("http", async () => {
  const path = place();
  return {
    mine: open(path),
    theirs: open(path),
    run: (promise) => promise,
    oneStateOnly: true,
    loseLock: async () => void server.locks.delete(path),
  };
});

weakLineContract(
  "http",
  () => ({ host: "127.0.0.1", port: Number(new URL(server.address).port) }),
  (line) => {
    const path = place();
    const address = `http://127.0.0.1:${line.port}`;
    return { mine: open(path, { address }), theirs: open(path, { address }), asksAgain: true };
  },
);

/** Locks, reads, saves one object, and gives the lock back. */
async function applied(backend: Backend, address = "x.a"): Promise<readonly string[]> {
  const handle = backend.open("default");
  const lock = await handle.lock({ operation: "OperationTypeApply", timeoutMs: 0 });
  if (!lock.ok) return [lock.message];
  const read = await handle.read();
  if (!read.ok) return read.problems.map(({ detail }) => detail);
  const fold = new StateFold(read.value.state);
  fold.apply(made(address));
  const saved = await handle.save(fold.state());
  await lock.lock.release();
  return saved.ok ? [] : saved.problems.map(({ summary, detail }) => `${summary}: ${detail}`);
}

test("speaks as it is documented: methods, the lock's ID, its info, digest, type and who asks", async () => {
  const path = place();
  const backend = open(`${path}?project=7`, { username: "me", password: "päss" });
  server.interrupt = ({ headers }) =>
    headers.authorization === `Basic ${btoa("me:p\u00c3\u00a4ss")}` ? undefined : { status: 401 };
  expect(await applied(backend)).toEqual([]);
  const [lock, , , write, unlock] = server.seen;
  const id = JSON.parse(lock?.body ?? "").ID;
  expect(server.seen.map(({ method, target }) => `${method} ${target}`)).toEqual([
    `LOCK ${path}?project=7`,
    `GET ${path}?project=7`,
    `GET ${path}?project=7`,
    `POST ${path}?project=7&ID=${id}`,
    `UNLOCK ${path}?project=7`,
  ]);
  expect(write?.headers).toMatchObject({ "content-type": "application/json" });
  expect(unlock?.body).toBe(lock?.body);
  expect(Object.keys(JSON.parse(lock?.body ?? ""))).toEqual(
    "ID Operation Info Who Version Created Path".split(" "),
  );
});

test("uses the methods and addresses that were set", async () => {
  const path = place();
  const at = (end: string): URL => new URL(`${path}${end}`, server.address);
  server.interrupt = ({ method, target }) =>
    target.includes("lock") ? { status: 200 } : method === "PATCH" ? { status: 201 } : undefined;
  const backend = open(path, {
    state: { url: at(""), method: "PATCH" },
    lock: { url: at("/lock"), method: "PUT" },
    unlock: { url: at("/unlock"), method: "DELETE" },
  });
  expect(await applied(backend)).toEqual([]);
  expect(server.seen.map(({ method, target }) => `${method} ${target.replace(/\?ID=.*/, "?ID")}`)).toEqual([
    `PUT ${path}/lock`,
    `GET ${path}`,
    `GET ${path}`,
    `PATCH ${path}?ID`,
    `DELETE ${path}/unlock`,
  ]);
});

test("tells who holds the lock, and unlocks only what it was told where to", async () => {
  const path = place();
  const at = (end: string): URL => new URL(`${path}${end}`, server.address);
  const backend = open(path, { unlock: { url: undefined, method: "UNLOCK" } });
  const lock = await backend.open("default").lock({ operation: "plan", timeoutMs: 0 });
  const refused = await backend.open("default").lock({ operation: "plan", timeoutMs: 0 });
  const id = lock.ok ? lock.lock.info.id : "";
  expect(refused.ok ? "" : refused.message).toMatch(
    new RegExp(`^HTTP remote state already locked: ID=${id}\\nLock Info:`),
  );
  if (lock.ok) await lock.lock.release();
  expect(server.seen.map(({ method }) => method)).toEqual(["LOCK", "LOCK"]);
  const unlocking = open(path, {
    lock: { url: undefined, method: "" },
    unlock: { url: at(""), method: "UNLOCK" },
  });
  const none = await unlocking.open("default").lock({ operation: "plan", timeoutMs: 0 });
  if (none.ok) await none.lock.release();
  expect(server.seen).toHaveLength(2);
});

test("locks nothing where no address says where", async () => {
  const path = place();
  const backend = open(path, {
    lock: { url: undefined, method: "" },
    unlock: { url: undefined, method: "" },
  });
  expect(await applied(backend)).toEqual([]);
  expect(server.seen.map(({ method }) => method)).toEqual(["GET", "GET", "POST"]);
  const broken = await backend.open("default").breakLock("x");
  expect(broken.ok ? "" : broken.problems[0]?.detail).toBe(
    `${server.address}${path} has no locks as it is set up, so there is none to give back.`,
  );
});

const answers: readonly [string, number, string][] = [
  ["GET", 401, "HTTP remote state endpoint requires auth"],
  ["GET", 403, "HTTP remote state endpoint invalid auth"],
  ["GET", 500, "HTTP remote state internal server error (it burns)"],
  ["GET", 302, "HTTP error: 302 (it burns)"],
  ["LOCK", 401, "HTTP remote state endpoint requires auth"],
  ["LOCK", 403, "HTTP remote state endpoint invalid auth"],
  ["LOCK", 400, "HTTP error: 400 (it burns)"],
  ["POST", 503, "HTTP error: 503 (it burns)"],
  ["POST", 501, "HTTP error: 501 (it burns)"],
];
test.each(answers)("%s answered by %s", async (method, status, words) => {
  const path = place();
  const body = words.includes("it burns") ? "it burns\nmore" : "<p>hidden</p>";
  server.interrupt = (request) => (request.method === method ? { status, body } : undefined);
  const summary = method === "POST" ? "Failed to save state: " : "";
  expect(await applied(open(path))).toEqual([`${summary}${server.address}${path}: ${words}.`]);
  const tries = server.seen.filter((request) => request.method === method).length;
  expect(tries).toBe(status >= 500 && status !== 501 ? 3 : 1);
});

test("goes on after what passes: too many requests, a server that is busy, a connection that breaks", async () => {
  const path = place();
  const troubles = Array.from({ length: 5 }, () => [{ status: 429 }, "cut"] as const).flat();
  let last = "";
  server.interrupt = ({ method }) => {
    if (method === last) return undefined;
    const trouble = troubles.shift();
    if (trouble === "cut") last = method;
    return trouble;
  };
  expect(await applied(open(path))).toEqual([]);
  expect(server.locks.has(path)).toBe(false);
});

test("a lock whose answer was lost is ours all the same", async () => {
  const path = place();
  let first = true;
  server.interrupt = ({ method, body }) => {
    if (method !== "LOCK" || !first) return undefined;
    first = false;
    server.locks.set(path, body);
    return "cut";
  };
  expect(await applied(open(path))).toEqual([]);
});

test("a state that was stored although the server said no counts as stored", async () => {
  const path = place();
  server.onStored = () => ({ status: 502 });
  expect(await applied(open(path))).toEqual([]);
  server.onStored = () => "cut";
  expect(await applied(open(path), "x.b")).toEqual([]);
  expect(JSON.parse(server.states.get(path) ?? "")).toMatchObject({ serial: 2 });
});

test("what another pushed meanwhile is not written over, also without locks", async () => {
  const path = place();
  const without = { lock: { url: undefined, method: "" }, unlock: { url: undefined, method: "" } };
  const handle = open(path, without).open("default");
  const read = await handle.read();
  server.states.set(path, '{"version":4,"serial":5,"lineage":"theirs"}');
  const fold = new StateFold(read.ok ? read.value.state : (undefined as never));
  fold.apply(made("x.a"));
  const saved = await handle.save(fold.state());
  expect(saved.ok ? "" : saved.problems[0]?.summary).toBe("State was changed meanwhile");
});

test("follows where a read is sent, and keeps the password for who was asked", async () => {
  const path = place();
  const other = await startHttpStateServer();
  other.states.set("/there", '{"version":4,"serial":5,"lineage":"l"}');
  server.interrupt = ({ method }) =>
    method === "GET" ? { status: 302, headers: { Location: `${other.address}/there` } } : undefined;
  const read = await open(path, { username: "me", password: "secret" }).open("default").read();
  expect(read.ok ? read.value.state.serial : read.problems).toBe(5);
  expect(other.seen.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  await other.close();
});

test("says that nobody listens, without what is secret in the address", async () => {
  const path = place();
  const gone = await startHttpStateServer();
  await gone.close();
  const url = new URL(`http://me:hidden@${new URL(gone.address).host}${path}?token=hidden`);
  const backend = open(path, { state: { url, method: "POST" } });
  const read = await backend.open("default").read();
  const detail = read.ok ? "" : (read.problems[0]?.detail ?? "");
  expect(detail).toBe(
    `${gone.address}${path} (after 3 attempts): nobody listens there (connection refused); is the server running, and is the address right?`,
  );
  expect(backend.open("default").place).not.toContain("hidden");
});

test.each([
  ["no JSON", "garbage", "Unsupported state file format"],
  ["a newer version", '{"version":9}', "Unsupported state file format"],
])("a state that is none (%s) is told, and never written over", async (_, text, summary) => {
  const path = place();
  server.states.set(path, text);
  const handle = open(path).open("default");
  const read = await handle.read();
  expect(read.ok ? "" : read.problems[0]?.summary).toBe(summary);
  expect(read.ok ? "" : read.problems[0]?.detail).toContain(`(${server.address}${path})`);
  expect(server.states.get(path)).toBe(text);
});

test("force-unlock sends the ID alone, and tells what the server says", async () => {
  const path = place();
  const backend = open(path);
  const lock = await backend.open("default").lock({ operation: "plan", timeoutMs: 0 });
  const id = lock.ok ? lock.lock.info.id : "";
  const refused = await backend.open("default").breakLock("other");
  expect(refused.ok ? "" : refused.problems[0]?.detail).toBe(
    `${server.address}${path}: Unexpected HTTP response code 409`,
  );
  expect((await backend.open("default").breakLock(id)).ok).toBe(true);
  expect(JSON.parse(server.seen.at(-1)?.body ?? "")).toEqual({
    ID: id,
    Operation: "",
    Info: "",
    Who: "",
    Version: "",
    Created: "0001-01-01T00:00:00Z",
    Path: "",
  });
});

test("shows who it is where the server asks, and trusts whom it was told to trust", async () => {
  const [secure, mine] = [await testCertificate("localhost"), await testCertificate("me")];
  const names: unknown[] = [];
  const asking = https.createServer(
    { ...secure, ca: mine.cert, requestCert: true, rejectUnauthorized: true },
    (incoming, outgoing) => {
      names.push(incoming.socket instanceof TLSSocket && incoming.socket.getPeerCertificate().subject.CN);
      outgoing.writeHead(200).end('{"version":4,"serial":3,"lineage":"l"}');
    },
  );
  await new Promise<void>((listening) => asking.listen(0, "127.0.0.1", listening));
  const address = asking.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const url = new URL(`https://localhost:${port}${place()}`);
  const read = async (tls: HttpPlaces["tls"]): Promise<unknown> => {
    const found = await open("/secure", { state: { url, method: "POST" }, tls })
      .open("default")
      .read();
    return found.ok ? found.value.state.serial : found.problems[0]?.detail;
  };
  const tlsIdentity = { certificate: mine.cert, key: mine.key };
  expect(await read({ tlsAuthority: secure.cert, tlsIdentity })).toBe(3);
  expect(await read({ tlsUnverified: true, tlsIdentity })).toBe(3);
  expect(names).toEqual(["me", "me"]);
  expect(await read({ tlsAuthority: secure.cert })).toMatch(/^https:\/\/localhost:\d+\/state-\d+/);
  expect(await read({ tlsIdentity })).toMatch(/self-signed certificate/);
  expect(names).toHaveLength(2);
  await new Promise((closed) => {
    asking.close(closed);
    asking.closeAllConnections();
  });
});

function withVariables(variables: Readonly<Record<string, string>>): Runtime {
  return {
    ...runtime,
    environment: { ...runtime.environment, variables: new Map(Object.entries(variables)) },
  };
}

test("goes through the proxy of the environment; one that cannot be used is told once, without its password", async () => {
  const proxy = await startHttpProxy(Number(new URL(server.address).port));
  onTestFinished(() => proxy.close());
  const url = new URL(place(), "http://states.test");
  const read = async (variables: Readonly<Record<string, string>>): Promise<unknown> => {
    const found = await open("/proxied", { state: { url, method: "POST" } }, withVariables(variables))
      .open("default")
      .read();
    return found.ok ? found.value.state.serial : found.problems[0]?.detail;
  };
  server.states.set(url.pathname, '{"version":4,"serial":3,"lineage":"l"}');
  expect(await read({ HTTP_PROXY: proxy.url })).toBe(3);
  expect(new Set(proxy.seen)).toEqual(new Set([`GET ${url.href} -`]));
  expect(await read({ HTTP_PROXY: "socks5://user:secret@proxy.test:1080" })).toBe(
    `http://states.test${url.pathname}: the proxy socks5://proxy.test:1080 (HTTP_PROXY) cannot be used: only http:// and https:// proxies can.`,
  );
});
