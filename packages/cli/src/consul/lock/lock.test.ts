import { expect, test } from "vitest";
import { type AgentTerminal, createAgentTerminal } from "../../../testkit/agent-terminal.ts";
import { expectRows } from "../../../testkit/rows.ts";

/** An agent, beside programs: one that ends well, one that does not, and one that works until it is ended. */
async function open(): Promise<AgentTerminal> {
  const terminal = await createAgentTerminal();
  const { processes, clock } = terminal.host;
  processes.install("good", async ({ environment }) => ({
    exitCode: 0,
    output: `held ${environment?.["CONSUL_LOCK_HELD"]}\n`,
  }));
  processes.install("tell", async ({ environment }) => ({
    exitCode: 0,
    output: `${environment?.["CONSUL_LOCK_KEY"]} ${environment?.["CONSUL_LOCK_FENCE"]}\n`,
  }));
  processes.install("bad", async () => ({ exitCode: 7 }));
  processes.install("work", async () => {
    await clock.sleep(3_600_000);
    return { exitCode: 0 };
  });
  return terminal;
}

const AT = "-shell=false";

test("what is wrong, and how it ends", async () => {
  const terminal = await open();
  await expectRows(terminal.consul, [
    ["lock", 1, { err: "Key prefix and child command must be specified\n" }],
    ["lock p", 1, { err: "Key prefix and child command must be specified\n" }],
    ["lock -n 0 p good", 1, { err: "Lock holder limit must be positive\n" }],
    ["lock -timeout=-1s p good", 1, { err: "Timeout must be positive\n" }],
    ["lock -monitor-retry=-1 p good", 1, { err: "Number for 'monitor-retry' must be >= 0\n" }],
    [`lock ${AT} p good`, 0, { out: "held true\n" }],
    [`lock ${AT} p bad`, 0, { err: "Error running handler: exit status 7\n" }],
    [`lock ${AT} -child-exit-code p bad`, 2, { err: "Error running handler: exit status 7\n" }],
    [`lock ${AT} -child-exit-code p none`, 2, { err: /^Error starting handler: .*none/ }],
    [`lock ${AT} -n 2 p good`, 0, { out: "held true\n" }],
    [["lock", AT, "-n", "2", "", "good"], 1, { err: "Lock setup failed: missing prefix\n" }],
    [["lock", AT, "", "good"], 0, { out: "held true\n" }],
    [`lock ${AT} p tell`, 0, { out: /^p\/\.lock [1-9]\d*@p\/\.lock\n$/ }],
    [`lock ${AT} -n 2 p tell`, 0, { out: /^p\/(\S{36}) [1-9]\d*@p\/\1\n$/ }],
    ["kv get -recurse -keys", 0, { out: "" }],
    ["kv put p/.lock 1", 0, { out: /Success/ }],
    [`lock ${AT} p good`, 1, { err: "Lock acquisition failed: Existing key does not match lock use\n" }],
    [
      `lock ${AT} -n 2 p good`,
      1,
      { err: "Lock acquisition failed: Existing key does not match semaphore use\n" },
    ],
  ]);
  await terminal.stop();
});

test("-verbose tells each step", async () => {
  const terminal = await open();
  expect(await terminal.consul(`lock ${AT} -verbose -pass-stdin /p good`)).toMatchObject({
    status: 0,
    out: `Setting up lock at path: p/.lock
Attempting lock acquisition
Starting handler
Stdin passed to handler process
held true
Child terminated, releasing lock
Cleanup succeeded
`,
  });
  const semaphore = await terminal.consul(`lock ${AT} -verbose -n 3 p good`);
  expect(semaphore.out).toMatch(
    /^Setting up semaphore \(limit 3\) at prefix: p\nAttempting lock acquisition\n/,
  );
  await terminal.stop();
});

test("a semaphore has one limit for all", async () => {
  const terminal = await open();
  const begun = await terminal.start(`lock ${AT} -verbose -n 2 p work`, /Starting handler/, {
    product: "consul",
  });
  expect(await terminal.consul(`lock ${AT} -n 3 p good`)).toMatchObject({
    status: 1,
    err: "Lock acquisition failed: semaphore limit conflict (lock: 2, local: 3)\n",
  });
  // The signal ends the agent of the same machine as well.
  await begun.interrupt();
});

test.each([
  ["lock", ""],
  ["place", "-n 2"],
])("a program ends when its %s is lost", async (_, limit) => {
  const terminal = await open();
  const begun = terminal.begin(`lock ${AT} ${limit} -verbose p work`, { product: "consul" });
  while (!begun.text().includes("Starting handler")) await terminal.consul("kv get -recurse none");
  await terminal.consul("kv delete -recurse p");
  while (!begun.text().includes("Cleanup")) await terminal.consul("kv get -recurse none");
  expect(begun.text()).toContain("Lock lost, killing child\nChild terminated\nCleanup succeeded\n");
  await terminal.stop();
});
