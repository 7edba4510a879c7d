import { createRealRuntime } from "@tutti/runtime";
import type { CheckRecord, Refusal, ServiceRecord } from "@tutti/server";
import { refuse, serverError } from "@tutti/server";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AntiEntropy, type NodeCatalog, startAntiEntropy } from "./anti-entropy.ts";
import { LocalState } from "./local-state.ts";

const runtime = createRealRuntime();
let local: LocalState;
let sync: AntiEntropy;
let services: Map<string, ServiceRecord>;
let checks: Map<string, CheckRecord>;
let writes: string[];
let refusal: Refusal | undefined;

beforeEach(() => {
  services = new Map();
  checks = new Map();
  writes = [];
  refusal = undefined;
  const access = runtime;
  local = new LocalState({
    nodeName: "n1",
    access,
    sidecarPorts: { min: 1, max: 0 },
    remoteChecks: async () => undefined,
  });
  const catalog: NodeCatalog = {
    services: async () => services,
    checks: async () => checks,
    async register(service, own) {
      writes.push(`+ ${[service?.ID ?? "-", ...own.map((check) => check.CheckID)].join(" ")}`);
      if (refusal !== undefined) return refusal;
      if (service !== undefined) services.set(service.ID, service);
      for (const check of own) checks.set(check.CheckID, check);
      return undefined;
    },
    async deregister(what) {
      writes.push(`- ${"service" in what ? what.service : what.check}`);
      if ("service" in what) services.delete(what.service);
      else checks.delete(what.check);
      return undefined;
    },
  };
  const { clock, random } = runtime;
  sync = startAntiEntropy({ local, catalog, clock, random, outputDelayMs: 300_000, log: () => {} });
});

afterEach(() => {
  sync.stop();
  local.stop();
});

describe("startAntiEntropy()", () => {
  it("writes a service and its checks at once, and removes them", async () => {
    local.setService({ Name: "web", Checks: [{ TTL: 10_000 }, { TTL: 10_000 }] });
    await sync.flush();
    local.removeService("web");
    await sync.flush();
    expect(writes).toEqual([
      "+ web service:web:1 service:web:2",
      "- web",
      "- service:web:1",
      "- service:web:2",
    ]);
  });

  it("writes a status at once, an output alone later", async () => {
    local.setCheck({ Name: "c", TTL: 10_000 }, "c");
    local.updateTtl("c", { status: "passing", output: "a" });
    await sync.flush();
    local.updateTtl("c", { status: "passing", output: "b" });
    await sync.flush();
    expect(writes).toEqual(["+ - c"]);
    local.updateTtl("c", { status: "critical", output: "b" });
    await sync.flush();
    expect(writes).toEqual(["+ - c", "+ - c"]);
  });

  it("full() removes what the agent does not know, keeps the server's own, mends what differs", async () => {
    local.setService({ Name: "web", Port: 80 });
    await sync.flush();
    const web = services.get("web") as ServiceRecord;
    services.set("web", { ...web, Port: 81 });
    services.set("stranger", { ...web, ID: "stranger" });
    services.set("consul", { ...web, ID: "consul" });
    writes.length = 0;
    await sync.full();
    expect(writes).toEqual(["+ web", "- stranger"]);
    expect(services.get("web")?.Port).toBe(80);
    writes.length = 0;
    await sync.full();
    expect(writes).toEqual([]);
  });

  it("keeps what was refused for the next time", async () => {
    refusal = refuse(serverError("permission-denied"), 403);
    local.setService({ Name: "web" });
    await sync.flush();
    refusal = undefined;
    await sync.full();
    expect(writes).toEqual(["+ web", "+ web"]);
  });

  it("writes many at a time, and checks of their own behind all services", async () => {
    let underWay = 0;
    let most = 0;
    const order: string[] = [];
    const slow: NodeCatalog = {
      services: async () => services,
      checks: async () => checks,
      async register(service) {
        underWay += 1;
        most = Math.max(most, underWay);
        await new Promise((resolve) => setImmediate(resolve));
        underWay -= 1;
        order.push(service?.ID ?? "-");
        return undefined;
      },
      deregister: async () => undefined,
    };
    const { clock, random } = runtime;
    const other = startAntiEntropy({ local, catalog: slow, clock, random, outputDelayMs: 0, log: () => {} });
    local.setCheck({ Name: "own", TTL: 10_000 }, "own");
    for (let n = 0; n < 200; n += 1) local.setService({ Name: `s${n}` });
    await other.flush();
    other.stop();
    expect(most).toBe(64);
    expect(order).toHaveLength(201);
    expect(order.at(-1)).toBe("-");
  });

  it("asks the catalog once for all that nobody knows any more", async () => {
    let asked = 0;
    const catalog: NodeCatalog = {
      services: async () => {
        asked += 1;
        return services;
      },
      checks: async () => checks,
      register: async () => undefined,
      async deregister(what) {
        if ("service" in what) services.delete(what.service);
        return undefined;
      },
    };
    local.setService({ Name: "s" });
    await sync.flush();
    const record = services.get("s");
    if (record === undefined) throw new Error("it was not written");
    local.removeService("s");
    for (let n = 0; n < 100; n += 1) services.set(`left${n}`, { ...record, ID: `left${n}` });
    const { clock, random } = runtime;
    const other = startAntiEntropy({ local, catalog, clock, random, outputDelayMs: 0, log: () => {} });
    await other.full();
    other.stop();
    expect(services.size).toBe(0);
    // Once to compare, once for all that it did not write itself.
    expect(asked).toBe(2);
  });
});
