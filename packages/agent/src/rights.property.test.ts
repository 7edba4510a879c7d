import { Buffer } from "node:buffer";
import type { ApiAnswer, RouteId } from "@tutti/agent-api";
import { routeOf, routes } from "@tutti/agent-api";
import { type Authorizer, Refusal } from "@tutti/server";
import { createSeededRandom } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { changesBetween, type LocalWorld, worldOf } from "../testkit/rights/changes.ts";
import { may, type OracleRule, policyText, type Wanted } from "../testkit/rights/oracle.ts";
import { NAMES, OWN_NODE, type Population, populate } from "../testkit/rights/population.ts";
import { type Dice, routeRequests } from "../testkit/rights/route-requests.ts";

/** Each is a world, a policy and a token of its own; what fails is found again by its number. */
const SEEDS = Array.from({ length: 16 }, (_unused, at) => 1000 + at);
const REQUESTS = 130;

const NAMED = [
  ["agent", "n"],
  ["drift", "d"],
  ["event", "e"],
  ["key", "k"],
  ["node", "n"],
  ["query", "q"],
  ["rollout", "o"],
  ["secret", "x"],
  ["service", "s"],
  ["session", "n"],
] as const;

/** Rules: of some kinds none, of some a few, of some nearly all with a hole or two, where mistakes show best. */
function randomRules({ random }: Pick<Dice, "random">): readonly OracleRule[] {
  const one = <T>(all: readonly T[]): T => all[random.integer(all.length)] as T;
  const rules = new Map<string, OracleRule>();
  const add = (rule: OracleRule): void => {
    const intentions =
      rule.resource === "service" && random.integer(2) === 0
        ? one(["read", "write", "deny"] as const)
        : undefined;
    const key = `${rule.resource} ${rule.prefix} ${rule.name}`;
    rules.set(key, { ...rule, ...(intentions === undefined ? {} : { intentions }) });
  };
  for (const [resource, letter] of NAMED) {
    const own = NAMES.map((name) => `${letter}${name}`);
    const names = [...own, ...(letter === "n" ? [OWN_NODE] : [])];
    const exact = resource === "key" || resource === "secret" ? own.map((name) => `${name}/1`) : names;
    const mode = random.integer(5);
    if (mode >= 2) add({ resource, name: "", prefix: true, level: mode === 4 ? "read" : "write" });
    for (let count = mode === 0 ? 0 : 1 + random.integer(2); count > 0; count -= 1) {
      const prefix = random.integer(3) === 0;
      const level = one(
        mode === 1 || mode === 4 ? (["read", "write", "write"] as const) : (["deny", "read"] as const),
      );
      add({ resource, name: one(prefix ? names : exact), prefix, level });
    }
  }
  for (const resource of ["acl", "keyring", "operator"])
    if (random.integer(4) === 0)
      rules.set(resource, { resource, name: "", prefix: true, level: one(["read", "write"] as const) });
  return [...rules.values()];
}

/** Everything that stands in an answer, what is packed in base64 too. */
function textOf(answer: ApiAnswer): string {
  const text = answer.text();
  const packed = text.match(/[A-Za-z0-9+/]{8,}={0,2}/g) ?? [];
  return [text, ...packed.map((part) => Buffer.from(part, "base64").toString())].join("\n");
}

async function localWorld({ master }: Population): Promise<LocalWorld> {
  const get = async (route: RouteId) => (await master(route)).json() as LocalWorld["services"];
  return { services: await get("agent.services"), checks: await get("agent.checks") };
}

/** Not there, or not understood, before anybody asks who wants it. */
const REFUSED = [403, 400, 404];

/** Routes about one thing that has no name say in the table itself what it takes. */
function lacksRightOf(route: RouteId, rules: readonly OracleRule[]): boolean {
  const [resource = "", access = ""] = routeOf(route).acl.split(":");
  if (!["acl", "agent", "keyring", "management", "operator"].includes(resource)) return false;
  const name = resource === "agent" ? OWN_NODE : "";
  return !may(rules, { resource, access, name } as Wanted);
}

const routeIds = routes.map((route) => route.id);

/** Asked more often than the others: they write most, in most ways. */
const OFTEN: readonly RouteId[] = [
  "agent.check-register",
  "agent.service-register",
  "catalog.deregister",
  "catalog.register",
  "kv.delete",
  "query.update",
  "txn.run",
];

test("there is a request for each route, and no other", () => {
  expect(Object.keys(routeRequests).sort()).toEqual([...routeIds].sort());
});

/** Notes what kinds of resource the endpoints ask about, the servers' and the agent's own. */
function noteKinds({ agent }: Population): Set<string> {
  const kinds = new Set<string>();
  const noting = (real: Authorizer): Authorizer => ({
    ...real,
    allows(kind, access, name) {
      kinds.add(kind);
      return real.allows(kind, access, name);
    },
    allowsPrefix(kind, access, prefix) {
      kinds.add(kind);
      return real.allowsPrefix(kind, access, prefix);
    },
  });
  const { authorize } = agent.server.context;
  Object.assign(agent.server.context, {
    authorize(token: string) {
      const real = authorize(token);
      return real === undefined ? undefined : noting(real);
    },
  });
  const ownAuthorize = agent.context.authorize;
  Object.assign(agent.context, {
    async authorize(token: string) {
      const real = await ownAuthorize(token);
      return real instanceof Refusal ? real : noting(real);
    },
  });
  return kinds;
}

describe("a token sees and writes what its policy allows, whatever it asks for", () => {
  test.each(SEEDS)("seed %i", async (seed) => {
    const random = createSeededRandom(seed);
    const world = await populate(seed);
    const dice: Dice = { random, world };
    const rules = randomRules(dice);
    const { SecretID } = await world.token(policyText(rules));
    const allowed = (wanted: readonly Wanted[]): boolean => wanted.every((one) => may(rules, one));
    const kinds = noteKinds(world);
    const managed = may(rules, { resource: "acl", access: "write", name: "" });

    let before = await worldOf(world.agent, await localWorld(world));
    for (let at = 0; at < REQUESTS; at += 1) {
      const from = random.integer(4) === 0 ? OFTEN : routeIds;
      const route = from[random.integer(from.length)] ?? "kv.read";
      // Who manages may; packing takes real time, which a simulation does not have.
      if (route.startsWith("snapshot.") && managed) continue;
      const options = routeRequests[route](dice);
      kinds.clear();
      const answer = await world.call(route, { ...options, token: SecretID });
      const label = `seed ${seed}, request ${at}: ${route} ${JSON.stringify(options)}\n${policyText(rules)}\nanswered ${answer.status}`;
      const named = routeOf(route)
        .acl.split(" ")
        .map((one) => one.split(":")[0]);
      expect(named, `${label}\nasks about what its route does not name`).toEqual(
        expect.arrayContaining([...kinds]),
      );
      if (lacksRightOf(route, rules)) expect(REFUSED, label).toContain(answer.status);

      const seen = textOf(answer);
      // A query with a token of its own sees with that.
      const withStoredToken = route === "query.read" && String(options.rest).endsWith("/execute");
      for (const marker of withStoredToken ? [] : world.markers) {
        if (!seen.includes(marker.text) || marker.anyOf.some((one) => may(rules, one))) continue;
        expect.fail(`${label}\nshows what needs one of ${JSON.stringify(marker.anyOf)}:\n${answer.text()}`);
      }

      const after = await worldOf(world.agent, await localWorld(world));
      for (const change of changesBetween(before, after)) {
        if (change.anyOf.some(allowed)) continue;
        expect.fail(`${label}\nwrites what needs one of ${JSON.stringify(change.anyOf)}:\n${change.what}`);
      }
      before = after;
    }
  });
});
