import { createAgentClient } from "@tutti/agent-api";
import { expect, test } from "vitest";
import { type AgentTerminal, createAgentTerminal } from "../../../testkit/agent-terminal.ts";
import { expectRows } from "../../../testkit/rows.ts";

/** An agent that runs what is asked for, or does not; the shell of its machine tells what it was given. */
async function open(config = "disable_remote_exec = false"): Promise<AgentTerminal> {
  const terminal = await createAgentTerminal(
    { "agent.hcl": config },
    "-dev -node here -config-file agent.hcl",
    {
      SHELL: "",
    },
  );
  const { processes, clock } = terminal.host;
  processes.install("/bin/sh", async ({ args }) => {
    const line = args[1] ?? "";
    if (line.startsWith("fail")) return { exitCode: 3, output: "one\ntwo" };
    if (line.startsWith("long")) await clock.sleep(60_000);
    return { exitCode: 0, output: `sh: ${line}\n` };
  });
  processes.install("tell", async ({ args }) => ({ exitCode: 0, output: `${args.join("|")}\n` }));
  return terminal;
}

test("runs a line of the shell, or a program, where agents allow it", async () => {
  const terminal = await open();
  const done = "==> here: finished with exit code 0\n1 / 1 node(s) completed / acknowledged\n";
  await expectRows(terminal.consul, [
    ["exec echo a", 0, { out: `    here: sh: echo a\n${done}` }],
    ["exec -shell=false tell a b", 0, { out: `    here: a|b\n${done}` }],
    [
      "exec fail",
      2,
      {
        out: "    here: one\n    here: two\n==> here: finished with exit code 3\n1 / 1 node(s) completed / acknowledged\n",
      },
    ],
    ["exec -shell=false nothing", 2, { out: /exit code 127\n1 \/ 1/ }],
    ["exec -node other true", 0, { out: "0 / 0 node(s) completed / acknowledged\n" }],
    ["exec -node he.e -service consul true", 0, { out: /^ {4}here: sh: true\n/ }],
    ["exec -prefix jobs true", 0, { out: /1 \/ 1/ }],
    ["kv get -keys", 0, { out: "" }],
  ]);
  await terminal.stop();
});

test("-verbose tells of what comes, and of a node that only works", async () => {
  const terminal = await open();
  const { out } = await terminal.consul("exec -verbose -wait 1s long");
  expect(out).toMatch(
    /^Fired event ID: \S{36}\n==> here: acknowledged event\n(==> here: heartbeat received\n){20,}/,
  );
  expect(out).toMatch(/ {4}here: sh: long\n==> here: finished with exit code 0\n1 \/ 1 [^\n]+\n$/);
  await terminal.stop();
});

test("is off unless the configuration says so, and what was asked before an agent came is not run", async () => {
  for (const config of ["", "disable_remote_exec = true"]) {
    const terminal = await open(config);
    await expectRows(terminal.consul, [
      ["exec true", 0, { out: "0 / 0 node(s) completed / acknowledged\n" }],
    ]);
    await terminal.stop();
  }
});

test("what is wrong, and how it ends", async () => {
  const terminal = await open();
  await expectRows(terminal.consul, [
    ["exec", 1, { err: /^Must specify a command to execute\n/ }],
    ["exec -tag a true", 1, { err: /^Cannot provide tag filter without service filter\.\n/ }],
    ["exec -node ( true", 1, { err: /^Failed to compile node filter regexp/ }],
    ["event -name _rexec nonsense", 0, { out: /^Event ID/ }],
    ["exec true", 0, { out: /1 \/ 1/ }],
  ]);
  await terminal.stop();
});

test("a job ends when the session of who asked has gone", async () => {
  const terminal = await open();
  const asking = await terminal.start("exec -wait 10s -verbose long", /acknowledged event/, {
    product: "consul",
  });
  const { out: keys } = await terminal.consul("kv get -keys _rexec/");
  const client = createAgentClient(terminal.host, { address: "127.0.0.1:8500" });
  const [, session = ""] = /^_rexec\/(.+)\/$/m.exec(keys) ?? [];
  void client.call("session.destroy", { rest: session });
  await expectRows(terminal.consul, [
    ["exec -wait 20s true", 0, { out: /1 \/ 1/ }],
    ["kv get -keys", 0, { out: "" }],
  ]);
  expect(asking.text()).toMatch(
    /Failed to read replies: the session of the job has gone, and the job with it\n$/,
  );
  const { out: log } = await terminal.stop();
  expect(log).toMatch(/exec: the session \S+ has gone, so its job is ended/);
});
