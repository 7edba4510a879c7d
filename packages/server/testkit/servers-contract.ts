import { Buffer } from "node:buffer";
import { createStop } from "@tutti/runtime";
import { expect, test } from "vitest";
import { authorizerOf } from "../src/index.ts";
import { check, node, proxy, service } from "./catalog-samples.ts";
import {
  type Kit,
  kitOf,
  MANAGER,
  requested,
  requestOf,
  type ServersWorld,
  settling,
  unwrap,
  type WorldOptions,
} from "./servers-world.ts";

/** What every form of `Servers` must do. */
export function serversContract(name: string, open: (options?: WorldOptions) => Promise<ServersWorld>): void {
  const rule = (title: string, check: (kit: Kit) => Promise<void>, options?: WorldOptions): void =>
    test(`${name}: ${title}`, async () => check(kitOf(await open(options))));
  const guarded = (title: string, check: (kit: Kit) => Promise<void>): void =>
    rule(title, check, { guarded: true });

  rule("names its routes: the nouns', none that is a machine's own", async ({ servers }) => {
    for (const route of ["kv.read", "catalog.register", "health.service", "txn.run"] as const)
      expect(servers.routes).toContain(route);
    for (const route of ["agent.self", "agent.service-register", "agent.members"] as const)
      expect(servers.routes).not.toContain(route);
  });

  rule("answers requests with status, headers and bytes", async ({ ask }) => {
    expect(await ask("kv.write", { rest: "a/b", body: "x" })).toMatchObject({ status: 200, text: "true" });
    const read = await ask("kv.read", { rest: "a/b" });
    expect(read).toMatchObject({ status: 200, headers: { "Content-Type": "application/json" } });
    expect(JSON.parse(read.text)).toMatchObject([{ Key: "a/b", Value: "eA==" }]);
    expect(read.text).not.toContain("\n");
    expect((await ask("catalog.services")).text).toBe("{}");
    expect((await ask("catalog.datacenters", { pretty: true })).text).toBe('[\n    "dc1"\n]\n');
    expect((await ask("kv.read", { rest: "none" })).status).toBe(404);
  });

  rule("understands the query as it stands in the address", async ({ ask }) => {
    await ask("kv.write", { rest: "a/b", body: "1" });
    await ask("kv.write", { rest: "a c/d", body: "2" });
    expect((await ask("kv.read", { rest: "a", query: "keys&separator=%2F" })).text).toBe('["a c/","a/"]');
    expect((await ask("kv.read", { rest: "a", query: "dc=mars" })).status).toBe(500);
    expect((await ask("kv.read", { rest: "a", query: "index=x" })).status).toBe(400);
  });

  rule("reads a body only as far as it may be long", async ({ ask, servers, run }) => {
    const tooLong = { rest: "a", body: "x".repeat((512 << 10) + 1) };
    expect((await ask("kv.write", tooLong)).status).toBe(413);
    const nobody = (): never => {
      throw new Error("nobody may read this");
    };
    const body = { declared: 1 << 30, read: async () => nobody(), pieces: nobody };
    const request = { ...requestOf("kv.write", { rest: "a" }), body };
    expect(await run(requested(servers, request))).toMatchObject({ status: 413 });
  });

  rule("gives what is large in pieces", async ({ ask, servers, run }) => {
    for (let n = 0; n < 1100; n += 1) await ask("kv.write", { rest: `k/${n}`, body: String(n) });
    const answer = await run(requested(servers, requestOf("kv.read", { rest: "k/", query: "recurse" })));
    if (answer?.kind !== "pieces") throw new Error("pieces are wanted");
    const pieces: Buffer[] = [];
    const gather = async (): Promise<void> => {
      for await (const piece of answer.pieces) pieces.push(piece);
    };
    await run(gather());
    expect(pieces.length).toBeGreaterThan(1);
    expect(JSON.parse(Buffer.concat(pieces).toString())).toHaveLength(1100);
  });

  rule(
    "answers a request that waits when there is news, and not before",
    async ({ ask, later, pass, run, status }) => {
      await ask("kv.write", { rest: "a", body: "1" });
      const { index } = await ask("kv.read", { rest: "a" });
      const waiting = later("kv.read", { rest: "a", query: `index=${index}&wait=60s` });
      await pass(1000);
      await ask("kv.write", { rest: "b", body: "1" });
      expect([waiting.settled, (await status()).waiting]).toEqual([false, 1]);
      await ask("kv.write", { rest: "a", body: "2" });
      const answer = await run(waiting.value);
      expect(JSON.parse(answer.text)).toMatchObject([{ Value: "Mg==" }]);
      expect([answer.index > index, (await status()).waiting]).toEqual([true, 0]);
    },
  );

  rule("answers a request that waited long enough with what there is", async ({ ask, later, pass, run }) => {
    const { index } = await ask("kv.read", { rest: "a" });
    const waiting = later("kv.read", { rest: "a", query: `index=${index}&wait=10s` });
    await pass(9_900);
    expect(waiting.settled).toBe(false);
    expect((await run(waiting.value)).index).toBe(index);
  });

  rule("lets a request go that nobody waits for", async ({ servers, ask, pass, run, status }) => {
    const { index } = await ask("kv.read", { rest: "a" });
    const stop = createStop();
    const request = requestOf("kv.read", { rest: "a", query: `index=${index}&wait=60s` });
    const waiting = settling(requested(servers, request, stop.signal));
    await pass(1000);
    expect([waiting.settled, (await status()).waiting]).toEqual([false, 1]);
    stop.abort();
    expect([await run(waiting.value), (await status()).waiting]).toEqual([undefined, 0]);
  });

  rule("answers each kind of question", async ({ read, put }) => {
    await put(node("m1"), service("m1", "web-1", "web"), [check("m1", "web-1", "web", "warning")]);
    await put(node("m2"), service("m2", "web-2", "web"), [check("m2", "", "", "passing")]);
    await put(node("m2"), proxy("m2", "web-proxy", "web"), []);
    expect(await read({ kind: "node", node: "M1" })).toEqual(node("m1"));
    expect(await read({ kind: "node", node: "nobody" })).toBeUndefined();
    expect((await read({ kind: "nodes" })).map(({ Node }) => Node)).toEqual(["m1", "m2"]);
    expect([...(await read({ kind: "service-names" }))].sort()).toEqual(["web", "web-proxy"]);
    expect((await read({ kind: "services" })).map(({ ID }) => ID)).toEqual(["web-1", "web-2", "web-proxy"]);
    expect((await read({ kind: "services-of", node: "m2" })).map(({ ID }) => ID)).toEqual([
      "web-2",
      "web-proxy",
    ]);
    expect(await read({ kind: "services-of", node: "nobody" })).toEqual([]);
    expect(await read({ kind: "checks-of", node: "m1" })).toEqual([check("m1", "web-1", "web", "warning")]);
    const instances = await read({ kind: "instances", service: "web", by: "service" });
    expect(instances.map((one) => [one.node.value.Node, one.service.value.ID, one.checks.length])).toEqual([
      ["m1", "web-1", 1],
      ["m2", "web-2", 1],
    ]);
    const connect = await read({ kind: "instances", service: "web", by: "connect" });
    expect(connect.map((one) => one.service.value.ID)).toEqual(["web-proxy"]);
  });

  rule("tells what config entries say of a service", async ({ read, ask }) => {
    const put = (body: object) => ask("config.write", { body: JSON.stringify(body) });
    const question = { kind: "service-config", service: "web", upstreams: ["db", "none"] } as const;
    const nothing = { Config: {}, MeshGateway: {}, Expose: {}, upstreamProtocols: {} };
    expect(await read(question)).toEqual(nothing);
    await put({ Kind: "service-defaults", Name: "db", Protocol: "http2" });
    expect(await read(question)).toEqual({ ...nothing, upstreamProtocols: { db: "http2" } });
    const Expose = { Checks: true, Paths: [{ Path: "/a", LocalPathPort: 1, ListenerPort: 2 }] };
    const defaults = { Config: { protocol: "http", a: 1 }, MeshGateway: { Mode: "local" }, Expose };
    await put({ Kind: "proxy-defaults", Name: "global", ...defaults });
    const upstreamProtocols = { db: "http2", none: "http" };
    expect(await read(question)).toMatchObject({ ...defaults, upstreamProtocols });
    const own = { Protocol: "grpc", MeshGateway: { Mode: "none" }, Expose: { Paths: [{ Path: "/b" }] } };
    await put({ Kind: "service-defaults", Name: "Web", ...own });
    expect(await read(question)).toMatchObject({
      Config: { protocol: "grpc", a: 1 },
      MeshGateway: { Mode: "none" },
      Expose: { Checks: true, Paths: [{ Path: "/b" }] },
      upstreamProtocols,
    });
  });

  rule("runs prepared queries, and tells nothing but what they find", async ({ read, put, ask }) => {
    await put(node("m1"), service("m1", "web-1", "web"), []);
    const query = { Name: "best", Token: MANAGER, Service: { Service: "web" }, DNS: { TTL: "7s" } };
    await ask("query.create", { body: JSON.stringify(query) });
    const found = await read({ kind: "query", query: "best" });
    expect(found).toMatchObject({
      service: "web",
      dnsTtl: "7s",
      instances: [{ service: { id: "m1/web-1" } }],
    });
    expect(JSON.stringify(found)).not.toContain(MANAGER);
    expect(await read({ kind: "query", query: "worst" })).toBeUndefined();
  });

  rule("reads alike however new it has to be", async ({ servers, put, run }) => {
    await put(node("m1"), undefined, []);
    for (const consistency of ["leader", "stale", "consistent"] as const) {
      const answer = unwrap(await run(servers.read({ kind: "nodes" }, { token: "", consistency })));
      expect(answer.value).toEqual([node("m1")]);
    }
  });

  rule(
    "answers a question that waits when there is news, and not before",
    async ({ servers, put, pass, run }) => {
      await put(node("m1"), service("m1", "web-1", "web"), []);
      const question = { kind: "instances", service: "web", by: "service" } as const;
      const { index } = unwrap(await run(servers.read(question, { token: "" })));
      const waiting = settling(servers.read(question, { token: "", index, waitMs: 60_000 }));
      await pass(1000);
      await put(node("m2"), undefined, []);
      expect(waiting.settled).toBe(false);
      await put(node("m2"), service("m2", "web-2", "web"), []);
      const answer = unwrap(await run(waiting.value));
      expect([answer.value.length, answer.index > index]).toEqual([2, true]);
    },
  );

  rule(
    "answers a question that waited long enough, or that nobody wants",
    async ({ servers, pass, run, status }) => {
      const { index } = unwrap(await run(servers.read({ kind: "nodes" }, { token: "" })));
      const late = settling(servers.read({ kind: "nodes" }, { token: "", index, waitMs: 10_000 }));
      await pass(9_900);
      expect(late.settled).toBe(false);
      // A sixteenth comes on top.
      await pass(1_000);
      expect(late.settled).toBe(true);
      expect(unwrap(await run(late.value)).index).toBe(index);
      const stop = createStop();
      const left = servers.read({ kind: "nodes" }, { token: "", index, waitMs: 60_000 }, stop.signal);
      await pass(1);
      stop.abort();
      await run(left);
      expect((await status()).waiting).toBe(0);
    },
  );

  rule("has another version after each commit, and only then", async ({ servers, read, put, pass, run }) => {
    const first = await read({ kind: "version" });
    await pass(50_000);
    expect(await read({ kind: "version" })).toBe(first);
    const { index } = unwrap(await run(servers.read({ kind: "version" }, { token: "" })));
    const waiting = settling(servers.read({ kind: "version" }, { token: "", index, waitMs: 60_000 }));
    await put(node("m1"), undefined, []);
    await pass(1);
    expect(waiting.settled).toBe(true);
    expect(unwrap(await run(waiting.value)).value).not.toBe(first);
  });

  rule(
    "deregisters services, checks and nodes; what is not there is no error",
    async ({ servers, read, put, run }) => {
      await put(node("m1"), service("m1", "web-1", "web"), [check("m1", "web-1", "web", "passing")]);
      await put(node("m1"), undefined, [check("m1", "", "", "passing")]);
      expect(await run(servers.deregister({ node: "m1", checkId: "c-" }, ""))).toBe(true);
      expect((await read({ kind: "checks-of", node: "m1" })).map(({ CheckID }) => CheckID)).toEqual([
        "c-web-1",
      ]);
      expect(await run(servers.deregister({ node: "m1", serviceId: "web-1" }, ""))).toBe(true);
      expect(await read({ kind: "checks-of", node: "m1" })).toEqual([]);
      expect(await run(servers.deregister({ node: "m1", serviceId: "web-1" }, ""))).toBe(true);
      expect(await run(servers.deregister({ node: "m1" }, ""))).toBe(true);
      expect(await read({ kind: "node", node: "m1" })).toBeUndefined();
    },
  );

  rule("counts commits and those who wait", async ({ status, put }) => {
    const before = await status();
    await put(node("m1"), undefined, []);
    const after = await status();
    expect([after.revision > before.revision, after.waiting]).toEqual([true, 0]);
  });

  guarded("refuses a token that is not there, whatever is asked", async ({ servers, ask, run }) => {
    const token = "00000000-0000-4000-8000-00000000dead";
    const refused = { status: 403, text: "ACL not found" };
    expect(await ask("kv.read", { rest: "a", token })).toMatchObject(refused);
    expect(await run(servers.read({ kind: "nodes" }, { token }))).toMatchObject(refused);
    expect(await run(servers.register({ node: node("m1"), checks: [] }, token))).toMatchObject(refused);
    expect(await run(servers.deregister({ node: "m1" }, token))).toMatchObject(refused);
    expect(await run(servers.grants(token))).toMatchObject(refused);
  });

  guarded("shows a token what it may see", async ({ put, read, token, ask }) => {
    await put(node("m1"), service("m1", "web-1", "web"), [check("m1", "web-1", "web", "passing")], MANAGER);
    await put(node("m2"), service("m2", "db-1", "db"), [check("m2", "db-1", "db", "passing")], MANAGER);
    const own = await token('service "web" { policy = "read" } node "m1" { policy = "read" }');
    expect(await read({ kind: "node", node: "m2" }, own)).toBeUndefined();
    expect((await read({ kind: "nodes" }, own)).map(({ Node }) => Node)).toEqual(["m1"]);
    expect(await read({ kind: "service-names" }, own)).toEqual(["web"]);
    expect((await read({ kind: "services" }, own)).map(({ ID }) => ID)).toEqual(["web-1"]);
    expect(await read({ kind: "services-of", node: "m2" }, own)).toEqual([]);
    expect(await read({ kind: "checks-of", node: "m2" }, own)).toEqual([]);
    expect(await read({ kind: "instances", service: "db", by: "service" }, own)).toEqual([]);
    expect((await read({ kind: "instances", service: "web", by: "service" }, own)).length).toBe(1);
    expect(await read({ kind: "nodes" }, "")).toEqual([]);
    expect(await ask("kv.write", { rest: "a", body: "x", token: own })).toMatchObject({
      status: 403,
      text: "Permission denied",
    });
  });

  guarded("tells what config entries say of a service to who may see that", async ({ read, token }) => {
    const question = { kind: "service-config", service: "web", upstreams: [] } as const;
    expect(await read(question, await token('service "web" { policy = "read" }'))).toMatchObject({
      Config: {},
    });
    expect(await read(question, await token('service "db" { policy = "read" }'))).toBeUndefined();
  });

  guarded("has another version for a token that sees something else", async ({ read, token }) => {
    const own = await token('node_prefix "" { policy = "read" }');
    expect(await read({ kind: "version" }, own)).not.toBe(await read({ kind: "version" }, MANAGER));
  });

  guarded("writes what a token may, and nothing else", async ({ servers, put, read, token, run }) => {
    await put(node("m1"), service("m1", "web-1", "web"), [], MANAGER);
    const own = await token('service "web" { policy = "write" } node "m1" { policy = "read" }');
    const skip = { node: node("m1"), skipNodeUpdate: true, checks: [] };
    const denied = { status: 403, text: "Permission denied" };
    expect(await run(servers.register({ ...skip, service: service("m1", "web-2", "web") }, own))).toBe(true);
    expect(await run(servers.register({ ...skip, service: service("m1", "db-1", "db") }, own))).toMatchObject(
      denied,
    );
    expect(await run(servers.deregister({ node: "m1" }, own))).toMatchObject(denied);
    expect(await run(servers.deregister({ node: "m1", serviceId: "web-1" }, own))).toBe(true);
    expect((await read({ kind: "services" }, MANAGER)).map(({ ID }) => ID)).toEqual(["web-2"]);
  });

  guarded("grants rules that decide as the servers do", async ({ servers, token, run }) => {
    const own = await token('service_prefix "w" { policy = "write" } service "web" { policy = "deny" }');
    const authorizer = authorizerOf(unwrap(await run(servers.grants(own))));
    expect(["web", "wap", "db"].map((name) => authorizer.allows("service", "write", name))).toEqual([
      false,
      true,
      false,
    ]);
    const manager = authorizerOf(unwrap(await run(servers.grants(MANAGER))));
    expect(manager.allows("acl", "write", "")).toBe(true);
    expect(unwrap(await run(servers.grants(own))).id).toBe(unwrap(await run(servers.grants(own))).id);
    expect(authorizerOf(unwrap(await run(servers.grants("")))).allows("key", "read", "a")).toBe(false);
  });
}
