import { generateKeyPairSync } from "node:crypto";
import { startGuardedAgent } from "@tutti/agent/testkit";
import type { Entry } from "@tutti/store";
import { expect, test } from "vitest";
// Loaded beforehand: simulated time would not wait for the real disk.
import "../connect/certificates.ts";

const PUBLIC_KEY = generateKeyPairSync("ec", { namedCurve: "P-256" }).publicKey.export({
  type: "spki",
  format: "pem",
});

/** An agent that has a row in each table, and what it holds, by key. */
async function start() {
  const { agent, master, world } = await startGuardedAgent(
    47,
    {},
    { connect: { enabled: true, caConfig: {} } },
  );
  await master("connect.ca-roots");
  const body = {
    Node: "m1",
    Address: "10.0.0.9",
    TaggedAddresses: { lan: "10.0.0.9" },
    NodeMeta: { a: "b" },
    Service: {
      Service: "web",
      Tags: ["a"],
      TaggedAddresses: { lan: { Address: "10.0.0.8", Port: 1 } },
      Meta: { c: "d" },
    },
    Check: { CheckID: "c", Name: "c", Status: "passing", ServiceID: "web" },
  };
  await master("catalog.register", { body });
  await master("catalog.register", { body: { ...body, Service: { Service: "bare" }, Check: undefined } });
  await master("session.create", { body: { Node: "m1", NodeChecks: [], Checks: [] } });
  const session = Object((await master("session.create", { body: { Node: "n1" } })).json()).ID;
  await master("kv.write", { rest: "k", body: "v", query: { acquire: session } });
  const policy = { Name: "p", Rules: 'key "" { policy = "read" }', Datacenters: ["dc1"] };
  expect((await master("acl.policy-create", { body: policy })).status).toBe(200);
  const grants = {
    Policies: [{ Name: "p" }],
    ServiceIdentities: [{ ServiceName: "s" }, { ServiceName: "t", Datacenters: ["dc1"] }],
    NodeIdentities: [{ NodeName: "n", Datacenter: "dc1" }],
  };
  expect((await master("acl.role-create", { body: { Name: "r", ...grants } })).status).toBe(200);
  const token = { ...grants, Roles: [{ Name: "r" }], ExpirationTTL: "1h" };
  expect((await master("acl.token-create", { body: token })).status).toBe(200);
  const Config = { JWTValidationPubKeys: [PUBLIC_KEY] };
  await master("acl.auth-method-create", { body: { Name: "m", Type: "jwt", Config } });
  await master("acl.binding-rule-create", { body: { AuthMethod: "m", BindType: "service", BindName: "s" } });
  const query = {
    Name: "q",
    Session: session,
    Service: { Service: "web", Tags: ["a"], NodeMeta: { a: "b" } },
  };
  expect((await master("query.create", { body: query })).status).toBe(200);
  const entry = { Kind: "service-defaults", Name: "Web", Protocol: "http" };
  expect((await master("config.write", { body: entry })).status).toBe(200);
  const coordinate = { Node: "m1", Coord: { Vec: Array(8).fill(1), Error: 1, Adjustment: 0, Height: 1 } };
  expect((await master("coordinate.update", { body: coordinate })).status).toBe(200);
  const { state } = agent.server.context;
  const take = async (): Promise<readonly Entry[]> => {
    const entries: Entry[] = [];
    for await (const one of state.store.entries()) entries.push(one);
    return entries;
  };
  return {
    taken: await world.until(take()),
    take: () => world.until(take()),
    restore: (entries: readonly Entry[]) => world.until(state.restore(entries)),
  };
}

const tableOf = ({ key }: Entry): string => key.slice(0, key.indexOf("/"));
const plain = (entries: readonly Entry[]) =>
  entries.map(({ key, value }) => [key, Buffer.from(value).toString("latin1")]);

/** All tables but that of keys hold JSON. */
const TABLES =
  "acl-auth-method acl-binding-rule acl-bootstrap acl-policy acl-role acl-token autopilot check cluster config-entry connect-ca-config connect-ca-key connect-ca-root coordinate guard kv node query service session".split(
    " ",
  );

test("what was taken comes back, of every table", async () => {
  const { taken, restore } = await start();
  expect([...new Set(taken.map(tableOf))].sort()).toEqual(TABLES);
  expect(await restore(taken)).toMatchObject({ kind: "committed" });
});

/** A value that nobody can take for the one that stood there. */
function other(value: unknown): unknown {
  if (typeof value === "string") return 7;
  return typeof value === "number" ? "7" : 7;
}

/** The record with each of its members turned into another kind of value, one at a time, those of members too. */
function* spoilt(value: unknown): Generator<unknown> {
  if (typeof value !== "object" || value === null) return yield other(value);
  yield 7;
  for (const [name, member] of Object.entries(value))
    for (const changed of spoilt(member))
      yield Array.isArray(value)
        ? value.map((item, at) => (String(at) === name ? changed : item))
        : { ...value, [name]: changed };
}

/** Members in which anything may stand. */
const OPEN =
  /"(JWTValidationPubKeys|LeafCertTTL|IntermediateCertTTL|RotationPeriod|Protocol|MeshGateway|Expose|Native|IntervalDuration|TimeoutDuration|DeregisterCritical\w+)":\[?(7|"7")/;

test("a row that is none of its table is refused, whatever is wrong with it, and nothing is replaced", async () => {
  const { taken, take, restore } = await start();
  const before = plain(await take());
  const refused = async (entries: readonly Entry[], why: string): Promise<void> => {
    const result = await restore(entries);
    expect([result.kind, result.kind === "failed" ? result.error.message : ""]).toEqual(["failed", why]);
  };
  let count = 0;
  const seen = new Set<string>();
  for (const entry of taken) {
    const table = tableOf(entry);
    if (table === "kv") continue;
    for (const changed of spoilt(JSON.parse(Buffer.from(entry.value).toString("utf8")))) {
      const text = JSON.stringify(changed);
      if (OPEN.test(text) || seen.has(table + text)) continue;
      seen.add(table + text);
      const value = Buffer.from(text);
      const why = `its entry ${JSON.stringify(entry.key)} cannot be read`;
      await refused(
        taken.map((one) => (one === entry ? { ...entry, value } : one)),
        why,
      );
      count += 1;
    }
  }
  expect(count).toBeGreaterThan(150);
  expect(plain(await take())).toEqual(before);
});

test("a key that is not its record's, is there twice, or of no table is refused", async () => {
  const { taken, take, restore } = await start();
  const before = plain(await take());
  const said = async (entries: readonly Entry[]): Promise<string> => {
    const result = await restore(entries);
    return result.kind === "failed" ? result.error.message : result.kind;
  };
  for (const table of TABLES) {
    const entry = taken.find((one) => tableOf(one) === table) ?? expect.unreachable(table);
    const others = taken.filter((one) => one !== entry);
    const cannot = (key: string) => `its entry ${JSON.stringify(key)} cannot be read`;
    expect(await said([...taken, entry])).toBe(cannot(entry.key));
    expect(await said([...others, { ...entry, key: `${table}/` }])).toBe(cannot(`${table}/`));
    const strange = { ...entry, key: `strange-${entry.key}` };
    expect(await said([...taken, strange])).toBe(
      `its entry ${JSON.stringify(strange.key)} is of no table that there is`,
    );
    // Keys and guards may be called anything.
    if (table === "kv" || table === "guard") continue;
    expect(await said([...others, { ...entry, key: `${entry.key}x` }])).toBe(cannot(`${entry.key}x`));
  }
  expect(plain(await take())).toEqual(before);
});

test("a row of a key that is too short for its head or its session is refused", async () => {
  const { taken, restore } = await start();
  const entry = taken.find((one) => tableOf(one) === "kv") ?? expect.unreachable();
  const others = taken.filter((one) => one !== entry);
  const kindOf = async (value: Uint8Array) => (await restore([...others, { ...entry, value }])).kind;
  const [head, session, fence] = [13, 36, 6];
  for (const length of [0, head - 1, head, head + session - 1, head + session, head + session + fence - 1])
    expect(await kindOf(entry.value.subarray(0, length))).toBe("failed");
  expect(await kindOf(entry.value.subarray(0, head + session + fence))).toBe("committed");
  // One that was written before locks had numbers.
  const old = Buffer.from(entry.value.subarray(0, head + session));
  old[head - 1] = session;
  expect(await kindOf(old)).toBe("committed");
});
