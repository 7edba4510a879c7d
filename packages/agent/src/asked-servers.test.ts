import { Buffer } from "node:buffer";
import { createStop, RuntimeError } from "@tutti/runtime";
import { Refusal } from "@tutti/server";
import {
  type FailingServers,
  failingServers,
  SERVERS_CALLS,
  type ServersCall,
  type ServersFault,
} from "@tutti/server/testkit";
import { createSimulation } from "@tutti/simulation";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { askDnsAbout, startSimulatedAgent } from "../testkit/index.ts";
import { DEFAULT_AGENT_CONFIG } from "./agent-config.ts";
import { type AskedServers, askServers, Unanswered } from "./asked-servers.ts";

const BROKEN = new RuntimeError("ECONNRESET", "10.0.0.9:8300", "the connection was closed");
const SAID = "rpc error making call: the connection was closed";
/** All but the version, which is asked first. */
const QUESTIONS = ["node", "nodes", "service-names", "services", "instances", "query"] as const;
const HIDDEN = "internal error; the agent's log has the reason";

/** Every way in which a call can fail, and what whoever asked learns of it. */
const FAULTS: readonly [string, ServersFault, string][] = [
  ["rejects, as a connection that broke", { how: "rejects", error: BROKEN }, SAID],
  ["throws at once", { how: "throws", error: BROKEN }, SAID],
  ["rejects with a fault of ours", { how: "rejects", error: new TypeError("x is undefined") }, HIDDEN],
  ["rejects with what is no error", { how: "rejects", error: "no" }, HIDDEN],
];

/** A rejection that nobody handles ends the process. */
const unhandled: unknown[] = [];
const note = (error: unknown): void => void unhandled.push(error);
beforeEach(() => void process.on("unhandledRejection", note));
afterEach(async () => {
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(unhandled.splice(0)).toEqual([]);
});

async function start(guarded = false) {
  const world = createSimulation(11);
  const links: FailingServers[] = [];
  const logged: string[] = [];
  const acl = { ...DEFAULT_AGENT_CONFIG.acl, enabled: guarded };
  const ports = { ...DEFAULT_AGENT_CONFIG.ports, dns: 8600 };
  const kit = await startSimulatedAgent(
    world,
    { acl, ports },
    {
      link(servers) {
        links.push(failingServers(servers));
        return links[0]?.servers ?? servers;
      },
      log: (level, line) => void logged.push(`${level} ${line}`),
    },
  );
  const link = links[0];
  if (link === undefined) throw new Error("there is no link");
  const dns = async (name: string, type = 1): Promise<string | undefined> => {
    const answer = await world.until(askDnsAbout(world.host("10.0.0.3"), "10.0.0.1", name, type));
    return answer === undefined ? undefined : `${answer.rcode} ${answer.answers.length}`;
  };
  const pass = (ms: number) => world.until(world.host("10.0.0.4").clock.sleep(ms));
  const said = async (...of: Parameters<typeof kit.call>) => {
    const answer = await kit.call(...of);
    return `${answer.status} ${answer.headers.get("content-type")?.replace(/;.*/, "")} ${answer.text()}`;
  };
  return { ...kit, link, dns, pass, said, logged };
}

describe.each(FAULTS)("a call that %s", (_, fault, text) => {
  describe("by itself", () => {
    /** One call of each kind; a new one does not compile here until it is tried. */
    const calls: { readonly [C in ServersCall]: (servers: AskedServers) => Promise<unknown> } = {
      request: async (servers) =>
        servers.request(
          {
            route: "kv.read",
            rest: "a",
            query: "",
            token: "",
            pretty: false,
            body: {
              declared: undefined,
              read: async () => Buffer.alloc(0),
              pieces: async function* () {
                yield* [];
              },
            },
          },
          { gone: createStop().signal },
        ),
      read: (servers) => servers.read({ kind: "nodes" }, { token: "" }),
      register: (servers) => servers.register({ node: NODE, checks: [] }, ""),
      deregister: (servers) => servers.deregister({ node: "n1", checkId: "c" }, ""),
      grants: (servers) => servers.grants(""),
      status: (servers) => servers.status(),
    };

    test.each(SERVERS_CALLS)("%s: is a refusal, told once in the log, and well again", async (call) => {
      const { link, logged } = await start();
      logged.length = 0;
      const asked = askServers(link.servers, (level, line) => void logged.push(`${level} ${line}`));
      const before = await calls[call](asked);
      expect(before).not.toBeInstanceOf(Unanswered);
      link.fail(fault, [call]);
      for (let n = 0; n < 2; n += 1) {
        const refused = await calls[call](asked);
        expect(refused).toBeInstanceOf(Refusal);
        expect(refused).toMatchObject({ status: 500, text });
      }
      link.mend();
      expect(await calls[call](asked)).not.toBeInstanceOf(Unanswered);
      expect(logged).toEqual([
        expect.stringMatching(/^error servers: a call was not answered: /),
        "info servers: calls are answered again",
      ]);
    });
  });

  test("is 500 over HTTP, with the headers of a read where Consul has them", async () => {
    const { said, call, link } = await start();
    link.fail(fault);
    expect(await said("kv.read", { rest: "a" })).toBe(`500 text/plain ${text}`);
    expect(await said("kv.write", { rest: "a", body: Buffer.from("x") })).toBe(`500 text/plain ${text}`);
    const read = await call("catalog.nodes");
    expect([read.status, read.text(), read.headers.get("x-consul-index")]).toEqual([500, text, "1"]);
    expect(read.headers.get("x-consul-knownleader")).toBe("false");
    link.mend();
    expect(await said("kv.read", { rest: "a" })).toBe("404 undefined ");
  });

  test("is 500 for what the agent asks about itself", async () => {
    const { said, link } = await start(true);
    link.fail(fault, ["status"]);
    expect(await said("agent.self")).toBe(`500 text/plain ${text}`);
    // Metrics are needed most where nothing else answers.
    expect(await said("agent.metrics")).toMatch(/^200 .*"consul\.client\.rpc\.failed"/);
    link.fail(fault, ["grants"]);
    expect(await said("agent.services")).toBe(`500 text/plain ${text}`);
    link.mend();
    expect(await said("agent.services")).toMatch(/^200 /);
    expect(await said("agent.metrics")).toMatch(/^200 /);
  });

  test.each([
    ["web.service.consul.", 1],
    ["n1.node.consul.", 1],
    ["best.query.consul.", 1],
    ["web.connect.consul.", 1],
    ["9.9.9.10.in-addr.arpa.", 12],
    ["consul.", 2],
  ])("is SERVFAIL in DNS: %s", async (name, type) => {
    const { dns, call, link } = await start();
    await call("agent.service-register", { body: { Name: "web", Address: "10.9.9.9" } });
    link.fail(fault);
    expect(await dns(name, type)).toBe("2 0");
    link.fail({ ...fault, questions: QUESTIONS });
    expect(await dns(name, type)).toBe("2 0");
    link.mend();
    // What failed was not kept.
    expect(await dns(name, type)).not.toMatch(/^2 /);
  });

  test("is tried again by anti-entropy, and nothing is taken back meanwhile", async () => {
    const { call, link, pass } = await start();
    await call("agent.service-register", { body: { Name: "kept" } });
    link.fail(fault, ["read", "register", "deregister"]);
    await call("agent.service-register", { body: { Name: "web" } });
    await call("agent.service-deregister", { rest: "kept" });
    await pass(61_000);
    expect(new Set(link.failed)).toEqual(new Set(["register", "deregister", "read"]));
    const names = async () => Object.keys(Object((await call("catalog.services")).json()));
    link.mend();
    expect(await names()).toEqual(["consul", "kept"]);
    await pass(16_000);
    expect(await names()).toEqual(["consul", "web"]);
  });

  test("keeps what others wrote until it is known what that is", async () => {
    const { call, link, pass } = await start();
    const body = { Node: "n1", Address: "10.0.0.1", Service: { Service: "stranger" } };
    await call("catalog.register", { body });
    link.fail(fault, ["read"]);
    await pass(61_000);
    link.mend();
    const names = async () => Object.keys(Object((await call("catalog.services")).json()));
    expect(await names()).toEqual(["consul", "stranger"]);
    await pass(16_000);
    expect(await names()).toEqual(["consul"]);
  });

  test("leaves a check of another node as it is", async () => {
    const { call, link, pass } = await start();
    const check = (Status: string) => ({ Node: "m2", CheckID: "c", Name: "c", Status });
    await call("catalog.register", { body: { Node: "m2", Address: "10.0.0.8", Check: check("passing") } });
    await call("agent.check-register", { body: { Name: "other", AliasNode: "m2" } });
    const status = async () => Object(Object((await call("agent.checks")).json()).other).Status;
    await pass(11_000);
    expect(await status()).toBe("passing");
    link.fail(fault);
    await call("catalog.register", { body: { Node: "m2", Address: "10.0.0.8", Check: check("critical") } });
    await pass(21_000);
    link.mend();
    expect(await status()).toBe("passing");
  });
});

const NODE = {
  Node: "n1",
  ID: "",
  Address: "10.0.0.1",
  Datacenter: "dc1",
  TaggedAddresses: {},
  Meta: {},
};
