import { expect, test } from "vitest";
import { createAgentTerminal } from "../../../testkit/agent-terminal.ts";

const web = (port: number): string => `service { name = "web" port = ${port} }`;

async function open(more: string) {
  const files = { "d/a.hcl": `${more}\n${web(1)}`, "b.hcl": "" };
  const terminal = await createAgentTerminal(files, "-dev -node here -config-dir d -config-file b.hcl");
  const { clock } = terminal.host;
  /** Lets seconds pass; what was changed is looked for meanwhile. */
  const pass = (seconds: number): Promise<unknown> =>
    Promise.all([terminal.consul("lock -shell=false pause pause"), clock.sleep(seconds * 1000)]);
  terminal.host.processes.install("pause", async () => {
    await clock.sleep(5000);
    return { exitCode: 0 };
  });
  const ports = async (): Promise<string> =>
    (await terminal.consul("watch -type service -service web")).out
      .match(/"Port": \d+/g)
      ?.sort()
      .join() ?? "";
  return { terminal, pass, ports };
}

test("with auto_reload_config what was written into files is taken over, and what cannot be is told", async () => {
  const { terminal, pass, ports } = await open("auto_reload_config = true");
  expect(await ports()).toBe('"Port": 1');
  await terminal.write({ "d/a.hcl": `auto_reload_config = true\n${web(2)}` });
  await pass(5);
  expect(await ports()).toBe('"Port": 2');
  await terminal.write({ "d/more.hcl": 'service { name = "web" id = "w2" port = 3 }' });
  await pass(5);
  expect(await ports()).toBe('"Port": 2,"Port": 3');
  await terminal.write({ "b.hcl": "{" });
  await pass(5);
  await terminal.write({ "b.hcl": "", "d/more.hcl": "" });
  await pass(5);
  expect(await ports()).toBe('"Port": 2');
  expect((await terminal.stop()).out).toMatch(
    /\[ERROR\] agent: the configuration cannot be taken over: failed to parse b.hcl/,
  );
});

test("without it files are left alone until somebody asks for a reload", async () => {
  const { terminal, pass, ports } = await open("");
  await terminal.write({ "d/a.hcl": web(2) });
  await pass(5);
  expect(await ports()).toBe('"Port": 1');
  await terminal.consul("reload");
  expect(await ports()).toBe('"Port": 2');
  await terminal.stop();
});
