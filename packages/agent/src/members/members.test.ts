import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { startGuardedAgent, startSimulatedAgent } from "../../testkit/index.ts";
import { DEFAULT_AGENT_CONFIG } from "../agent-config.ts";

const ports = { ...DEFAULT_AGENT_CONFIG.ports, dns: -1, server: 8300, serfLan: 8301, serfWan: 8302 };
const SERVER = {
  acls: "0",
  build: expect.stringMatching(/^\d+\.\d+\.\d+:$/) as string,
  dc: "dc1",
  ft_fs: "1",
  ft_si: "1",
  id: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
  port: "8300",
  raft_vsn: "3",
  role: "consul",
  segment: "",
  vsn: "2",
  vsn_max: "3",
  vsn_min: "2",
};
const LAN_SERVER = { ...SERVER, wan_join_port: "8302" };
const LAN = {
  Name: "n1",
  Addr: "10.0.0.1",
  Port: 8301,
  Tags: LAN_SERVER,
  Status: 1,
  ProtocolMin: 1,
  ProtocolMax: 5,
  ProtocolCur: 2,
  DelegateMin: 2,
  DelegateMax: 5,
  DelegateCur: 4,
};

type Config = Parameters<typeof startSimulatedAgent>[1];
const start = (config: Config = {}) => startSimulatedAgent(createSimulation(71), { ports, ...config });

describe("this agent is its only member", () => {
  test.each<[string, Config, Readonly<Record<string, string>>, object]>([
    ["of the datacenter", {}, {}, LAN],
    ["of all segments", {}, { segment: "_all" }, LAN],
    [
      "between datacenters",
      { advertiseAddressWan: "192.0.2.1" },
      { wan: "1" },
      { ...LAN, Name: "n1.dc1", Addr: "192.0.2.1", Port: 8302, Tags: SERVER },
    ],
    ["in development, begun by itself or not", { devMode: true, bootstrap: true }, {}, LAN],
    [
      "begun by itself",
      { devMode: false, bootstrap: true },
      {},
      { ...LAN, Tags: { ...LAN_SERVER, bootstrap: "1" } },
    ],
  ])("%s", async (_, config, query, wanted) => {
    const { call } = await start({ bootstrap: false, ...config });
    expect((await call("agent.members", { query })).json()).toEqual([wanted]);
  });

  test("and says whether access is controlled", async () => {
    const { master } = await startGuardedAgent(72);
    expect((await master("agent.members")).json()).toMatchObject([{ Tags: { acls: "1" } }]);
  });

  test("segments are not there", async () => {
    const { call } = await start();
    const answer = await call("agent.members", { query: { segment: "a" } });
    expect([answer.status, answer.text()]).toEqual([500, expect.stringMatching(/segment/i)]);
  });
});

describe("joining", () => {
  test.each([
    ["itself", "10.0.0.1", "200"],
    ["itself by its port", "10.0.0.1:8301", "200"],
    ["itself by the port between datacenters", "10.0.0.1:8302", "200"],
    ["itself by loopback", "127.0.0.1", "200"],
    ["itself by loopback of version 6", "[::1]:8301", "200"],
    ["itself without a name", ":8301", "200"],
    ["nobody", "10.0.0.9", "500 1 error occurred:"],
    ["nobody, at another port of this machine", "10.0.0.1:1", "500 1 error occurred:"],
    ["what listens and is no member", "10.0.0.1:8500", "500 "],
  ])("%s", async (_, rest, wanted) => {
    const { call } = await start();
    const answer = await call("agent.join", { rest });
    expect(`${answer.status} ${answer.text()}`.trim().slice(0, wanted.length)).toBe(wanted);
    if (wanted !== "200") expect(answer.text()).toContain(rest.replace(/:\d+$/, ""));
  });

  test("others is refused with what is not there, and where they are not there with that", async () => {
    const { call } = await start();
    const text = async (rest: string) => (await call("agent.join", { rest })).text();
    expect(await text("10.0.0.1:8500")).not.toBe(
      (await text("10.0.0.9:8500")).replaceAll("10.0.0.9", "10.0.0.1"),
    );
  });
});

test("who has left is forced to leave, nobody else", async () => {
  const { call } = await start();
  expect((await call("agent.force-leave", { rest: "n1" })).status).toBe(200);
  const answer = await call("agent.force-leave", { rest: "n2" });
  expect([answer.status, answer.text()]).toEqual([500, expect.stringContaining("n2")]);
});

test("leaving answers first, then the agent ends", async () => {
  const world = createSimulation(73);
  const { agent, call } = await startSimulatedAgent(world, { ports });
  let over = false;
  const ended = agent.ended.then(() => {
    over = true;
  });
  expect((await call("agent.leave")).status).toBe(200);
  expect(over).toBe(false);
  await world.until(ended);
});
