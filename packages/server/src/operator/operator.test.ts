import { startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import type { CallOptions, RouteId } from "@tutti/agent-api";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";

async function open() {
  const world = createSimulation(61);
  const { call, agent } = await startSimulatedAgent(world);
  const ask = async (route: RouteId, options?: CallOptions) => {
    const answer = await call(route, options);
    return `${answer.status} ${answer.text()}`.trim();
  };
  const json = async <T>(route: RouteId) => (await call(route)).json() as T;
  return { world, agent, call, ask, json };
}

describe("/v1/operator/raft", () => {
  interface Configuration {
    readonly Servers: readonly Readonly<Record<string, unknown>>[];
    readonly Index: number;
  }

  test("has this server, its leader and a voter, and says so to who asks for the leader and the peers", async () => {
    const { json } = await open();
    const { Servers, Index } = await json<Configuration>("operator.raft-configuration");
    expect([Servers, Index]).toEqual([
      [
        {
          ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
          Node: "n1",
          Address: "10.0.0.1:8300",
          Leader: true,
          ProtocolVersion: "3",
          Voter: true,
        },
      ],
      0,
    ]);
    expect(await json("status.leader")).toBe("10.0.0.1:8300");
    expect(await json("status.peers")).toEqual(["10.0.0.1:8300"]);
  });

  const unnamed =
    "400 Bad request: Must specify either ?id with the server's ID or ?address with IP:port of peer to remove";
  const only = "500 the only server cannot be removed";
  test.each<[string, Readonly<Record<string, string>>, string]>([
    ["nothing", {}, unnamed],
    ["both", { id: "a", address: "b" }, "400 Bad request: Must specify only one of ?id or ?address"],
    ["both, empty", { id: "", address: "" }, "400 Bad request: Must specify only one of ?id or ?address"],
    ["an ID that is not there", { id: "x y" }, '500 id "x y" was not found in the Raft configuration'],
    ["an empty ID", { id: "" }, '500 id "" was not found in the Raft configuration'],
    [
      "an address that is not there",
      { address: "1:2" },
      '500 address "1:2" was not found in the Raft configuration',
    ],
    ["the address of the only server", { address: "10.0.0.1:8300" }, only],
    [
      "an address as an ID",
      { id: "10.0.0.1:8300" },
      '500 id "10.0.0.1:8300" was not found in the Raft configuration',
    ],
  ])("removes no server: %s", async (_what, query, wanted) => {
    const { ask } = await open();
    const said = await ask("operator.raft-peer", { query });
    if (wanted === only) expect(said).toMatch(/^500 .*only server/);
    else expect(said).toBe(wanted);
  });

  test("removes not the only server by its ID either", async () => {
    const { ask, json } = await open();
    const { Servers } = await json<Configuration>("operator.raft-configuration");
    const id = String(Servers[0]?.["ID"]);
    expect(await ask("operator.raft-peer", { query: { id } })).toMatch(/^500 .*only server/);
    expect(await ask("operator.raft-peer", { query: { address: id } })).toContain("was not found");
  });
});

describe("/v1/operator/autopilot/configuration", () => {
  const defaults = {
    CleanupDeadServers: true,
    LastContactThreshold: "200ms",
    MaxTrailingLogs: 250,
    MinQuorum: 0,
    ServerStabilizationTime: "10s",
    RedundancyZoneTag: "",
    DisableUpgradeMigration: false,
    UpgradeVersionTag: "",
  };
  type Shown = typeof defaults & { readonly CreateIndex: number; readonly ModifyIndex: number };

  test("begins with the defaults, and is replaced as a whole", async () => {
    const { json, ask } = await open();
    const first = await json<Shown>("operator.autopilot-read");
    expect(first).toMatchObject(defaults);
    const body = {
      CleanupDeadServers: false,
      LastContactThreshold: "1m30s",
      MaxTrailingLogs: 7,
      MinQuorum: 3,
      RedundancyZoneTag: "z",
      UpgradeVersionTag: "u",
      DisableUpgradeMigration: true,
    };
    expect(await ask("operator.autopilot-write", { body })).toBe("200 true");
    const second = await json<Shown>("operator.autopilot-read");
    expect(second).toMatchObject({ ...body, ServerStabilizationTime: "0s" });
    expect(second.CreateIndex).toBe(first.CreateIndex);
    expect(second.ModifyIndex).toBeGreaterThan(first.ModifyIndex);
    expect(await ask("operator.autopilot-write", { body: {} })).toBe("200 true");
    expect(await json("operator.autopilot-read")).toMatchObject({
      CleanupDeadServers: false,
      LastContactThreshold: "0s",
      MaxTrailingLogs: 0,
      MinQuorum: 0,
      RedundancyZoneTag: "",
      UpgradeVersionTag: "",
      DisableUpgradeMigration: false,
    });
  });

  test("is written at an index that was read, and at no other", async () => {
    const { json, ask } = await open();
    const write = (cas: string | number, MinQuorum: number) =>
      ask("operator.autopilot-write", { query: { cas: String(cas) }, body: { MinQuorum } });
    const { ModifyIndex } = await json<Shown>("operator.autopilot-read");
    expect(await write(ModifyIndex + 1, 1)).toBe("200 false");
    expect(await write(0, 1)).toBe("200 false");
    expect((await json<Shown>("operator.autopilot-read")).MinQuorum).toBe(0);
    expect(await write(ModifyIndex, 2)).toBe("200 true");
    expect((await json<Shown>("operator.autopilot-read")).MinQuorum).toBe(2);
    expect(await write("x", 1)).toBe(
      '400 Bad request: Error parsing cas value: strconv.ParseUint: parsing "x": invalid syntax',
    );
  });

  test.each<[unknown, string]>([
    ["{", "unexpected EOF"],
    [{ MaxTrailingLogs: "x" }, "cannot unmarshal string"],
    [{ LastContactThreshold: "x" }, 'time: invalid duration "x"'],
  ])("%j is refused", async (body, reason) => {
    const { ask } = await open();
    const said = await ask("operator.autopilot-write", { body });
    expect(said).toContain("400 Bad request: Error parsing autopilot config: ");
    expect(said).toContain(reason);
  });
});

test("/v1/operator/autopilot/health tells of this server alone, since when to the second", async () => {
  const { json, call } = await open();
  const health = await json<{ Servers: { LastIndex: number; StableSince: string }[] }>(
    "operator.autopilot-health",
  );
  expect(health).toMatchObject({
    Healthy: true,
    FailureTolerance: 0,
    Servers: [
      {
        ID: expect.stringMatching(/^[0-9a-f-]{36}$/),
        Name: "n1",
        Address: "10.0.0.1:8300",
        SerfStatus: "alive",
        Leader: true,
        Voter: true,
        Healthy: true,
        LastContact: "0s",
      },
    ],
  });
  expect(health.Servers[0]?.StableSince).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  await call("kv.write", { rest: "k", body: "v" });
  const later = await json<typeof health>("operator.autopilot-health");
  expect(later.Servers[0]?.LastIndex).toBeGreaterThan(health.Servers[0]?.LastIndex ?? 0);
});

test("/v1/operator/autopilot/state tells the same by the server's ID, with its node's metadata", async () => {
  const { json } = await open();
  const state = await json<{ Leader: string }>("operator.autopilot-state");
  expect(state.Leader).toMatch(/^[0-9a-f-]{36}$/);
  expect(state).toMatchObject({
    Healthy: true,
    FailureTolerance: 0,
    OptimisticFailureTolerance: 0,
    Servers: {
      [state.Leader]: {
        ID: state.Leader,
        Name: "n1",
        Address: "10.0.0.1:8300",
        NodeStatus: "alive",
        LastContact: "0s",
        Healthy: true,
        StableSince: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        ReadReplica: false,
        Status: "leader",
        Meta: { "consul-network-segment": "" },
        NodeType: "voter",
      },
    },
    Voters: [state.Leader],
  });
});

test.each([
  [
    "operator.autopilot-health",
    "Healthy FailureTolerance Servers",
    "ID Name Address SerfStatus Version Leader LastContact LastTerm LastIndex Healthy Voter StableSince",
  ],
  [
    "operator.autopilot-state",
    "Healthy FailureTolerance OptimisticFailureTolerance Servers Leader Voters",
    "ID Name Address NodeStatus Version LastContact LastTerm LastIndex Healthy StableSince ReadReplica Status Meta NodeType",
  ],
] as const)("%s tells in the order in which Consul does", async (route, members, ofServer) => {
  const { json } = await open();
  const told = await json<{ Servers: object }>(route);
  expect(Object.keys(told).join(" ")).toBe(members);
  expect(Object.keys(Object.values(told.Servers)[0] as object).join(" ")).toBe(ofServer);
});

describe("/v1/operator/keyring", () => {
  const key = "pUqJrVyVRj5jsiYEkM/tFQYfWyJIv4s3XkvDwy7Cu5s=";
  const listed = "Keyring is empty (encryption not enabled)";
  const changed = "No keyring to modify (encryption not enabled)";
  const lan = (reason: string) => `\t* dc1 (LAN) error: 1/1 nodes reported failure\n\t* n1: ${reason}\n\n`;
  const wan = (reason: string) => `\t* WAN error: 1/1 nodes reported failure\n\t* n1.dc1: ${reason}\n`;
  const all = (reason: string) => `500 4 errors occurred:\n${wan(reason)}${lan(reason)}`.trim();

  test.each<[RouteId, CallOptions, string]>([
    ["operator.keyring-list", {}, all(listed)],
    ["operator.keyring-list", { query: { "local-only": "false" } }, all(listed)],
    [
      "operator.keyring-list",
      { query: { "local-only": "true" } },
      `500 2 errors occurred:\n${lan(listed)}`.trim(),
    ],
    ["operator.keyring-list", { query: { "relay-factor": "5" } }, all(listed)],
    ["operator.keyring-list", { query: { "relay-factor": "0" } }, all(listed)],
    ["operator.keyring-install", { body: { Key: key } }, all(changed)],
    ["operator.keyring-use", { body: { Key: key } }, all(changed)],
    ["operator.keyring-remove", { body: { Key: key } }, all(changed)],
    [
      "operator.keyring-use",
      { body: { Key: key }, query: { "local-only": "f", "relay-factor": "1" } },
      all(changed),
    ],
  ])("%s %j: without encryption there is none, and who says so", async (route, options, wanted) => {
    const { ask } = await open();
    expect(await ask(route, options)).toBe(wanted);
  });

  const factor = "400 Bad request: Invalid relay-factor: Relay factor must be in range: [0, 5]";
  const unreadable = (text: string) =>
    `400 Bad request: Error parsing relay factor: strconv.Atoi: parsing "${text}": invalid syntax`;
  test.each<[RouteId, CallOptions, string]>([
    ["operator.keyring-list", { query: { "relay-factor": "6" } }, factor],
    ["operator.keyring-list", { query: { "relay-factor": "-1" } }, factor],
    ["operator.keyring-use", { body: {}, query: { "relay-factor": "6" } }, factor],
    ["operator.keyring-list", { query: { "relay-factor": "x" } }, unreadable("x")],
    ["operator.keyring-list", { query: { "relay-factor": "1.5" } }, unreadable("1.5")],
    [
      "operator.keyring-list",
      { query: { "local-only": "x" } },
      '400 Bad request: Error parsing local-only: strconv.ParseBool: parsing "x": invalid syntax',
    ],
    [
      "operator.keyring-remove",
      { body: {}, query: { "local-only": "x" } },
      '400 Bad request: Error parsing local-only: strconv.ParseBool: parsing "x": invalid syntax',
    ],
    [
      "operator.keyring-use",
      { body: {}, query: { "local-only": "true" } },
      "400 Bad request: Invalid use of local-only: local-only can only be set for list requests",
    ],
    // The body comes first.
    [
      "operator.keyring-install",
      { body: "{", query: { "relay-factor": "6" } },
      "400 Bad request: Request decode failed: unexpected EOF",
    ],
    ["operator.keyring-list", { query: { "relay-factor": "6", "local-only": "x" } }, factor],
  ])("%s %j is refused", async (route, options, wanted) => {
    const { ask } = await open();
    expect(await ask(route, options)).toBe(wanted);
  });

  test.each([
    ["?", 0],
    ["ab?d", 2],
    ["abc", 0],
    ["abcd=", 4],
  ])("a key that is no base64 is told with its place: %s", async (bad, at) => {
    const { ask } = await open();
    const reason = `illegal base64 data at input byte ${at}`;
    expect(await ask("operator.keyring-install", { body: { Key: bad } })).toBe(
      `500 2 errors occurred:\n\t* WAN error: ${reason}\n\t* dc1 (LAN) error: ${reason}`,
    );
  });
});

describe("rights of /v1/operator", () => {
  const body = { Key: "" };
  test.each<[string, RouteId, CallOptions, string]>([
    ["operator", "operator.raft-configuration", {}, "read"],
    ["operator", "operator.raft-peer", { query: { id: "x" } }, "write"],
    ["operator", "operator.autopilot-read", {}, "read"],
    ["operator", "operator.autopilot-write", { body: {} }, "write"],
    ["operator", "operator.autopilot-health", {}, "read"],
    ["operator", "operator.autopilot-state", {}, "read"],
    ["keyring", "operator.keyring-list", {}, "read"],
    ["keyring", "operator.keyring-install", { body }, "write"],
    ["keyring", "operator.keyring-use", { body }, "write"],
    ["keyring", "operator.keyring-remove", { body }, "write"],
  ])("%s: %s %j needs to %s", async (kind, route, options, needed) => {
    const { token, as } = await startGuardedAgent(62);
    const secret = async (rules: string) => (await token(rules)).SecretID;
    const status = async (rules: string) => (await as(await secret(rules), route, options)).slice(0, 3);
    const other = kind === "operator" ? "keyring" : "operator";
    expect(await status(`${other} = "write"`)).toBe("403");
    expect(await status(`${kind} = "read"`)).toBe(
      needed === "read" ? await status(`${kind} = "write"`) : "403",
    );
    expect(await status(`${kind} = "write"`)).not.toBe("403");
  });
});
