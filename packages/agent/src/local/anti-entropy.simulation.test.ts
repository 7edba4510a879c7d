import type { CheckRecord, Refusal, ServiceRecord } from "@tutti/server";
import { refuse, serverError } from "@tutti/server";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { Unanswered } from "../asked-servers.ts";
import { agentError } from "../errors.ts";
import { type NodeCatalog, startAntiEntropy } from "./anti-entropy.ts";
import { LocalState } from "./local-state.ts";

const DENIED = refuse(serverError("permission-denied"), 403);
const BROKEN = refuse(agentError("internal-error"), 500);
const AWAY = new Unanswered(agentError("internal-error"), 500);
const DELAY_MS = 100_000;

/** An agent's state and the catalog of its node in simulated time; `writes` has what was written, with the tokens. */
function open({ outputDelayMs = DELAY_MS } = {}) {
  const world = createSimulation(41);
  const host = world.host("10.0.0.1");
  const sidecarPorts = { min: 1, max: 0 };
  const local = new LocalState({
    nodeName: "n1",
    access: host,
    sidecarPorts,
    remoteChecks: async () => undefined,
  });
  const services = new Map<string, ServiceRecord>();
  const checks = new Map<string, CheckRecord>();
  const writes: string[] = [];
  const log: string[] = [];
  /** What the catalog says to writes and reads; undefined where it does them. */
  const says: { write: Refusal | undefined; services: boolean; checks: boolean } = {
    write: undefined,
    services: true,
    checks: true,
  };
  const catalog: NodeCatalog = {
    services: async () => (says.services ? services : AWAY),
    checks: async () => (says.checks ? checks : AWAY),
    async register(service, own, token) {
      writes.push(
        `+ ${[service?.ID ?? "-", ...own.map(({ CheckID }) => CheckID)].join(" ")} ${token}`.trim(),
      );
      if (says.write !== undefined) return says.write;
      if (service !== undefined) services.set(service.ID, service);
      for (const check of own) checks.set(check.CheckID, check);
      return undefined;
    },
    async deregister(what, token) {
      writes.push(`- ${"service" in what ? what.service : what.check} ${token ?? "(own)"}`.trim());
      if (says.write !== undefined) return says.write;
      if ("check" in what) checks.delete(what.check);
      else {
        services.delete(what.service);
        for (const [id, { ServiceID }] of checks) if (ServiceID === what.service) checks.delete(id);
      }
      return undefined;
    },
  };
  const sync = startAntiEntropy({
    local,
    catalog,
    clock: host.clock,
    random: host.random,
    outputDelayMs,
    log: (level, line) => void log.push(`${level}: ${line}`),
  });
  void sync.full();
  /** What was written since the last time, after so long. */
  const after = async (ms: number) => {
    await world.run(ms);
    return writes.splice(0);
  };
  return { world, local, sync, services, checks, says, after, log: () => log.splice(0) };
}

const ttl = (Name: string) => ({ Name, CheckID: Name, TTL: 3_600_000 });
const told = (status: "passing" | "critical", output: string) => ({ status, output });

describe("a change", () => {
  test("is written in the same turn, a service with its checks in one write", async () => {
    const { local, after } = open();
    local.setService({ Name: "web", Checks: [ttl("a"), ttl("b")] });
    expect(await after(0)).toEqual(["+ web a b"]);
    local.updateTtl("a", told("passing", ""));
    expect(await after(0)).toEqual(["+ - a"]);
    local.removeCheck("b");
    expect(await after(0)).toEqual(["- b"]);
    local.removeService("web");
    expect(await after(0)).toEqual(["- web"]);
    expect(await after(59_000)).toEqual([]);
  });

  test("that is taken back before it was written is none", async () => {
    const { local, after } = open();
    local.setService({ Name: "web", Check: ttl("a") });
    local.removeService("web");
    expect(await after(0)).toEqual([]);
  });

  test("after the end is not written", async () => {
    const { local, sync, after, world } = open();
    local.setService({ Name: "web" });
    sync.stop();
    expect(await after(0)).toEqual([]);
    local.setService({ Name: "db" });
    await world.until(sync.flush());
    expect(await after(200_000)).toEqual([]);
  });
});

describe("output that changed alone", () => {
  test("is written after half of the delay to all of it, however often it changes", async () => {
    const { local, after, checks } = open();
    local.setCheck(ttl("c"), "c");
    local.updateTtl("c", told("passing", ""));
    await after(0);
    const times: number[] = [];
    let waited = 0;
    for (let second = 0; second < 1_000; second += 1) {
      local.updateTtl("c", told("passing", `second ${second}`));
      const written = await after(1_000);
      waited += 1_000;
      if (written.length === 0) continue;
      expect(written).toEqual(["+ - c"]);
      expect(checks.get("c")?.Output).toBe(`second ${second}`);
      times.push(waited);
      waited = 0;
    }
    expect(times.length).toBeGreaterThan(9);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(DELAY_MS / 2);
    expect(Math.max(...times)).toBeLessThanOrEqual(DELAY_MS + 1_000);
    expect(new Set(times).size).toBeGreaterThan(3);
  });

  test("waits over the comparison of every minute, which mends all else", async () => {
    const { local, after, checks } = open({ outputDelayMs: 300_000 });
    local.setCheck(ttl("c"), "c");
    local.updateTtl("c", told("passing", "0"));
    await after(0);
    local.updateTtl("c", told("passing", "1"));
    expect(await after(130_000)).toEqual([]);
    const seen = checks.get("c");
    if (seen === undefined) throw new Error("nothing was written");
    checks.set("c", { ...seen, Status: "critical" });
    expect(await after(60_000)).toEqual(["+ - c"]);
    expect(checks.get("c")).toMatchObject({ Status: "passing", Output: "1" });
    // Nothing is left that waits.
    expect(await after(300_000)).toEqual([]);
    local.updateTtl("c", told("passing", "2"));
    checks.delete("c");
    expect(await after(60_000)).toEqual(["+ - c"]);
  });

  test("goes with a change of status at once, and not a second time", async () => {
    const { local, after } = open({ outputDelayMs: 20_000 });
    local.setCheck(ttl("c"), "c");
    local.updateTtl("c", told("passing", "0"));
    await after(0);
    local.updateTtl("c", told("passing", "1"));
    expect(await after(9_999)).toEqual([]);
    expect(await after(10_002)).toEqual(["+ - c"]);
    local.updateTtl("c", told("critical", "1"));
    local.updateTtl("c", told("critical", "2"));
    expect(await after(0)).toEqual(["+ - c"]);
    expect(await after(25_000)).toEqual([]);
    local.updateTtl("c", told("critical", "3"));
    await after(5_000);
    local.updateTtl("c", told("passing", "4"));
    expect(await after(0)).toEqual(["+ - c"]);
    // What waited has gone along: the next waits from its own beginning.
    await after(4_000);
    local.updateTtl("c", told("passing", "5"));
    expect(await after(9_999)).toEqual([]);
    expect(await after(10_002)).toEqual(["+ - c"]);
  });

  test("goes with its check where that is removed", async () => {
    const { local, after } = open({ outputDelayMs: 20_000 });
    local.setCheck(ttl("c"), "c");
    await after(0);
    local.updateTtl("c", told("critical", "1"));
    local.removeCheck("c");
    expect(await after(0)).toEqual(["- c"]);
    expect(await after(30_000)).toEqual([]);
  });

  test("is written at once where there is no delay", async () => {
    const { local, after, sync, checks } = open({ outputDelayMs: 0 });
    local.setCheck(ttl("c"), "c");
    local.updateTtl("c", told("passing", "0"));
    await after(0);
    local.updateTtl("c", told("passing", "1"));
    await sync.flush();
    expect(checks.get("c")?.Output).toBe("1");
    expect(await after(0)).toEqual(["+ - c"]);
  });
});

describe("what is refused", () => {
  test("is tried again after fifteen seconds, services and checks, until it is taken", async () => {
    const { local, after, says, log } = open();
    says.write = BROKEN;
    local.setService({ Name: "web", Check: ttl("a") });
    local.setCheck(ttl("n"), "n");
    expect(await after(14_999)).toEqual(["+ web a", "+ - n"]);
    expect(log()).toEqual([
      `warn: Service registration of web failed: ${BROKEN.text}`,
      `warn: Check registration of n failed: ${BROKEN.text}`,
    ]);
    expect(await after(2)).toEqual(["+ web", "+ - n"]);
    says.write = undefined;
    expect(await after(15_000)).toEqual(["+ web", "+ - n"]);
    expect(await after(14_000)).toEqual([]);
  });

  test("for lack of rights is told with what to do", async () => {
    const { local, after, says, log } = open();
    local.setService({ Name: "web" });
    local.setCheck(ttl("n"), "n");
    await after(0);
    says.write = DENIED;
    local.removeService("web");
    local.removeCheck("n");
    expect(await after(0)).toEqual(["- web", "- n"]);
    const help = `blocked by ACLs: ${DENIED.text}; register it with a token that may, or set acl.tokens.default`;
    expect(log()).toEqual([
      `warn: Service deregistration of web ${help}`,
      `warn: Check deregistration of n ${help}`,
    ]);
    // It is known by now what it was written with.
    says.write = undefined;
    expect(await after(15_000)).toEqual(["- web", "- n"]);
    expect(await after(14_000)).toEqual([]);
  });

  test("is not tried again after the end", async () => {
    const { local, after, says, sync } = open();
    says.write = BROKEN;
    local.setService({ Name: "web" });
    await after(0);
    sync.stop();
    expect(await after(200_000)).toEqual([]);
  });
});

describe("the token", () => {
  test("of a write is the service's; a check with another one goes by itself", async () => {
    const { local, after } = open();
    const checks = [
      ttl("a"),
      { ...ttl("b"), Token: "tb" },
      { ...ttl("c"), Token: "" },
      { ...ttl("d"), Token: "tw" },
    ];
    local.setService({ Name: "web", Token: "tw", Checks: checks });
    local.setCheck({ ...ttl("n"), Token: "tn" }, "n");
    expect(await after(0)).toEqual(["+ web a c d tw", "+ - n tn", "+ - b tb"]);
    local.updateTtl("a", told("passing", ""));
    local.updateTtl("b", told("passing", ""));
    expect(await after(0)).toEqual(["+ - a tw", "+ - b tb"]);
  });

  test("of a removal is what it was written with", async () => {
    const { local, after } = open();
    local.setService({ Name: "web", Token: "tw", Checks: [ttl("a"), { ...ttl("b"), Token: "tb" }] });
    local.setService({ Name: "db" });
    await after(0);
    local.removeCheck("a");
    local.removeCheck("b");
    local.removeService("db");
    expect(await after(0)).toEqual(["- db", "- a tw", "- b tb"]);
    local.removeService("web");
    expect(await after(0)).toEqual(["- web tw"]);
  });

  test("of what nobody knows any more is the agent's own", async () => {
    const { local, after, services, checks, sync, world } = open();
    local.setService({ Name: "web", Token: "tw", Check: ttl("a") });
    await after(0);
    const [web, a] = [services.get("web"), checks.get("a")];
    if (web === undefined || a === undefined) throw new Error("nothing was written");
    local.removeService("web");
    await after(0);
    // What was removed is forgotten: what somebody wrote there since is a stranger's.
    services.set("web", web);
    checks.set("a", a);
    services.set("other", { ...web, ID: "other" });
    checks.set("other", { ...a, CheckID: "other", ServiceID: "" });
    await world.until(sync.full());
    expect(await after(0)).toEqual(["- web (own)", "- other (own)", "- other (own)"]);
    expect([services.size, checks.size]).toEqual([0, 0]);
  });
});

describe("every minute everything is compared", () => {
  test("and what differs is mended, what is unknown removed, what is the server's kept", async () => {
    const { local, after, services, checks } = open();
    local.setService({ Name: "web", Port: 80, Check: ttl("a") });
    local.setCheck(ttl("n"), "n");
    await after(0);
    const [web, a, n] = [services.get("web"), checks.get("a"), checks.get("n")];
    if (web === undefined || a === undefined || n === undefined) throw new Error("nothing was written");
    services.set("web", { ...web, Port: 81 });
    services.set("consul", { ...web, ID: "consul" });
    services.set("stranger", { ...web, ID: "stranger" });
    checks.set("n", { ...n, Status: "passing" });
    checks.set("serfHealth", { ...n, CheckID: "serfHealth" });
    checks.set("unknown", { ...n, CheckID: "unknown" });
    expect(await after(59_990)).toEqual([]);
    expect(await after(20)).toEqual(["+ web", "- stranger (own)", "+ - n", "- unknown (own)"]);
    expect([...services.keys()]).toEqual(["web", "consul"]);
    expect([...checks.keys()]).toEqual(["a", "n", "serfHealth"]);
    // Fields in another order are no difference.
    const { ID, Meta, ...rest } = web;
    services.set("web", { ...rest, Meta, ID });
    expect(await after(120_000)).toEqual([]);
    services.delete("web");
    checks.delete("a");
    expect(await after(60_000)).toEqual(["+ web a"]);
  });

  test.each([
    [true, []],
    [false, ["+ web"]],
  ])("and tags that others may set (%s) are as they set them", async (EnableTagOverride, wanted) => {
    const { local, after, services } = open();
    local.setService({ Name: "web", Tags: ["a"], EnableTagOverride });
    await after(0);
    const web = services.get("web");
    if (web === undefined) throw new Error("nothing was written");
    services.set("web", { ...web, Tags: ["b"] });
    expect(await after(60_000)).toEqual(wanted);
    expect(local.services.get("web")?.record.Tags).toEqual(EnableTagOverride ? ["b"] : ["a"]);
    // What else others set is set back, and the tags stay.
    services.set("web", { ...web, Tags: ["c"], Port: 9 });
    expect(await after(60_000)).toEqual(["+ web"]);
    expect(services.get("web")).toMatchObject({ Port: web.Port, Tags: EnableTagOverride ? ["c"] : ["a"] });
    // A new registration says them anew.
    local.setService({ Name: "web", Tags: ["d"], EnableTagOverride });
    expect(await after(0)).toEqual(["+ web"]);
    expect(services.get("web")?.Tags).toEqual(["d"]);
  });

  test.each([
    [true, [], ["b"]],
    [false, ["+ web"], ["a"]],
  ])(
    "and before anything is written, so that tags of others (%s) outlive a restart",
    async (EnableTagOverride, wanted, tags) => {
      const { local, after, services } = open();
      local.setService({ Name: "web", Tags: ["a"], EnableTagOverride });
      const web = local.services.get("web");
      if (web === undefined) throw new Error("it was just set");
      // As the catalog had it from before.
      services.set("web", { ...web.record, Tags: ["b"] });
      expect(await after(0)).toEqual(wanted);
      expect(local.services.get("web")?.record.Tags).toEqual(tags);
      expect(services.get("web")?.Tags).toEqual(tags);
    },
  );

  test.each(["services", "checks"] as const)(
    "again after fifteen seconds where nobody answers: %s",
    async (which) => {
      const { local, after, services, says, sync, world } = open();
      local.setService({ Name: "web", Check: ttl("a") });
      await after(0);
      services.clear();
      says[which] = false;
      await world.until(sync.full());
      expect(await after(14_998)).toEqual([]);
      says[which] = true;
      expect(await after(4)).toEqual(["+ web"]);
      says[which] = false;
      services.clear();
      await world.until(sync.full());
      sync.stop();
      says[which] = true;
      expect(await after(100_000)).toEqual([]);
    },
  );

  test("and what is to be removed waits where nobody says whether it is there", async () => {
    const { local, after, says, checks, services } = open();
    says.write = BROKEN;
    local.setService({ Name: "web" });
    local.setCheck(ttl("n"), "n");
    await after(0);
    says.write = undefined;
    const record = local.services.get("web")?.record;
    const check = local.checks.get("n")?.record;
    if (record === undefined || check === undefined) throw new Error("nothing is there");
    // It was written all the same.
    services.set("web", record);
    checks.set("n", check);
    says.services = false;
    says.checks = false;
    local.removeService("web");
    local.removeCheck("n");
    expect(await after(14_000)).toEqual([]);
    says.services = true;
    says.checks = true;
    expect(await after(16_000)).toEqual(["- web (own)", "- n (own)"]);
  });
});
