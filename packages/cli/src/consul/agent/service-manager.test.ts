import { expect, test } from "vitest";
import { createAgentTerminal } from "../../../testkit/agent-terminal.ts";
import { createTerminal } from "../../../testkit/terminal.ts";

async function open(variables: Readonly<Record<string, string>>, exitCode = 0) {
  const told: string[] = [];
  const terminal = createTerminal({ CONSUL_HTTP_ADDR: "127.0.0.1:8500", ...variables });
  terminal.host.processes.install("systemd-notify", async ({ args }) => {
    told.push(args.map((arg) => arg.replace(/(USEC|PID)=\d+/, "$1=N")).join(" "));
    return { exitCode };
  });
  const agent = await terminal.start("agent -dev", /agent: Started/, { product: "consul" });
  const { clock } = terminal.host;
  return { ...terminal, told, agent, clock };
}

test("tells systemd that the agent is ready, reloads, is alive, and ends", async () => {
  const { told, agent, run, clock } = await open({ NOTIFY_SOCKET: "/run/n", WATCHDOG_USEC: "30000000" });
  let isOver = false;
  void clock.sleep(31_000).then(() => {
    isOver = true;
  });
  while (!isOver) await run("version", { product: "consul" });
  expect((await run("reload", { product: "consul" })).status).toBe(0);
  await agent.interrupt();
  expect(told).toEqual([
    "READY=1 MAINPID=N STATUS=The agent listens",
    "WATCHDOG=1",
    "WATCHDOG=1",
    "RELOADING=1 MONOTONIC_USEC=N",
    "READY=1 MAINPID=N STATUS=The agent listens",
    "STOPPING=1",
  ]);
});

test.each<[Readonly<Record<string, string>>]>([[{}], [{ WATCHDOG_USEC: "1000000" }]])(
  "tells nobody where systemd does not ask: %j",
  async (variables) => {
    const { told, agent } = await open(variables);
    await agent.interrupt();
    expect(told).toEqual([]);
  },
);

test("a watchdog of another process is not fed", async () => {
  const { told, agent, run, clock } = await open({
    NOTIFY_SOCKET: "/run/n",
    WATCHDOG_USEC: "2000000",
    WATCHDOG_PID: "999999",
  });
  let isOver = false;
  void clock.sleep(5_000).then(() => {
    isOver = true;
  });
  while (!isOver) await run("version", { product: "consul" });
  await agent.interrupt();
  expect(told).toEqual(["READY=1 MAINPID=N STATUS=The agent listens", "STOPPING=1"]);
});

test("an agent that cannot tell goes on, and says so", async () => {
  const { agent } = await open({ NOTIFY_SOCKET: "/run/n" }, 1);
  const { status, out } = await agent.interrupt();
  expect([status, out]).toEqual([
    0,
    expect.stringContaining("[WARN]  agent: systemd cannot be told how this agent is: exit status 1"),
  ]);
  const missing = await createAgentTerminal({}, "-dev", { NOTIFY_SOCKET: "/run/n" });
  expect((await missing.stop()).out).toContain("systemd cannot be told how this agent is: ");
});
