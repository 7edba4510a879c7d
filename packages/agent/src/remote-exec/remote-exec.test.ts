import { Buffer } from "node:buffer";
import { MASTER, startGuardedAgent, startSimulatedAgent } from "@tutti/agent/testkit";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { parseJob, parseJobPlace } from "./job.ts";

describe("what a job is", () => {
  const SESSION = "11111111-2222-4333-8444-555555555555";
  test.each<[string, unknown]>([
    [`{"Prefix":"_rexec","Session":"${SESSION}"}`, { prefix: "_rexec", session: SESSION }],
    [`{"Prefix":"","Session":"${SESSION}"}`, undefined],
    ['{"Prefix":"_rexec","Session":"../x"}', undefined],
    ["{", undefined],
    ["null", undefined],
  ])("the place %s", (text, wanted) => expect(parseJobPlace(text)).toEqual(wanted));

  const waitMs = 1_000;
  test.each<[string, unknown]>([
    [
      '{"Command":"a b","Args":null,"Script":null,"Wait":1000000000}',
      { run: { kind: "line", line: "a b" }, waitMs },
    ],
    [
      '{"Command":"","Args":["a","b"],"Wait":1000000000}',
      { run: { kind: "args", args: ["a", "b"] }, waitMs },
    ],
    ['{"Script":"ZQ==","Wait":1000000000}', { run: { kind: "script", script: Buffer.from("e") }, waitMs }],
    ['{"Command":"a","Wait":1}', { run: { kind: "line", line: "a" }, waitMs: 100 }],
    ['{"Command":"a","Wait":9e18}', { run: { kind: "line", line: "a" }, waitMs: 60_000 }],
    ['{"Args":[1]}', undefined],
    ["{}", undefined],
    ["x", undefined],
  ])("%s", (text, wanted) => expect(parseJob(text)).toEqual(wanted));
});

test("a script lies in a file of the agent's user alone while it runs, and nowhere then", async () => {
  const world = createSimulation(61);
  const host = world.host("10.0.0.1", { variables: { TMPDIR: "/scripts" } });
  await world.until(host.disk.makeDirectory("/scripts"));
  const { call } = await startSimulatedAgent(world, { remoteExec: true });
  const seen: string[] = [];
  const run = host.processes.run.bind(host.processes);
  Object.assign(host.processes, {
    run: async (command: Parameters<typeof run>[0], signal?: AbortSignal) => {
      if (!command.program.startsWith("/scripts/")) return run(command, signal);
      seen.push(await host.disk.readText(command.program));
      command.onOutput?.("stdout", Buffer.from("done"));
      return {
        exitCode: 4,
        signal: undefined,
        timedOut: false,
        stdout: new Uint8Array(),
        stderr: new Uint8Array(),
      };
    },
  });
  const { ID } = (await call("session.create", { body: { Behavior: "delete" } })).json() as {
    readonly ID: string;
  };
  const Script = Buffer.from("#!/bin/x\nsecret").toString("base64");
  await call("kv.write", {
    rest: `_rexec/${ID}/job`,
    query: { acquire: ID },
    body: JSON.stringify({ Script, Wait: 1e9 }),
  });
  await call("event.fire", { rest: "_rexec", body: JSON.stringify({ Prefix: "_rexec", Session: ID }) });
  await world.run(2_000);
  const value = async (name: string) =>
    (await call("kv.read", { rest: `_rexec/${ID}/n1/${name}`, query: { raw: "" } })).text();
  expect([seen, await value("out/00000"), await value("exit")]).toEqual([["#!/bin/x\nsecret"], "done", "4"]);
  expect(await world.until(host.disk.list("/scripts"))).toEqual([]);
});

test("the agent asks with its own token: without the right to read the event or write the keys nothing is run", async () => {
  for (const [rules, wanted] of [
    ['key_prefix "_rexec" { policy = "write" } session_prefix "" { policy = "write" }', 404],
    ['event "_rexec" { policy = "read" } key_prefix "_rexec" { policy = "read" }', 404],
    [
      'event "_rexec" { policy = "read" } key_prefix "_rexec" { policy = "write" } session_prefix "" { policy = "write" }',
      200,
    ],
  ] as const) {
    const kit = await startGuardedAgent(62, {}, { remoteExec: true });
    const { SecretID } = await kit.token(rules);
    await kit.call("agent.token", { rest: "agent", body: { Token: SecretID }, token: MASTER });
    // The question that is on its way was asked with the token before, and waits for five minutes and a bit.
    await kit.world.run(400_000);
    const { ID } = (await kit.master("session.create", { body: { Behavior: "delete" } })).json() as {
      readonly ID: string;
    };
    await kit.master("kv.write", {
      rest: `_rexec/${ID}/job`,
      query: { acquire: ID },
      body: '{"Args":["x"],"Wait":1}',
    });
    await kit.master("event.fire", {
      rest: "_rexec",
      body: JSON.stringify({ Prefix: "_rexec", Session: ID }),
    });
    await kit.world.run(2_000);
    const { status } = await kit.call("kv.read", { rest: `_rexec/${ID}/n1/exit`, token: MASTER });
    expect([rules, status]).toEqual([rules, wanted]);
  }
});
