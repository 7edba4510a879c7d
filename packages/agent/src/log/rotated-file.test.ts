import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { openRotatedFile } from "./rotated-file.ts";

const DAY = 86_400_000;
const KEEP_ALL = { rotateBytes: 0, rotateMs: DAY, filesMax: 0 };

function world() {
  const simulation = createSimulation(1);
  const runtime = simulation.host("10.0.0.1");
  const failures: string[] = [];
  const open = (more: Partial<Parameters<typeof openRotatedFile>[0]> = {}) =>
    openRotatedFile({ path: "/log/agent.log", ...KEEP_ALL, ...more }, runtime, (line) => failures.push(line));
  const files = async (folder = "/log"): Promise<readonly (readonly [string, string])[]> => {
    const names = (await runtime.disk.list(folder)).map(({ name }) => name).sort();
    return Promise.all(
      names.map(
        async (name) => [name.replace(/\d+/, "N"), await runtime.disk.readText(`${folder}/${name}`)] as const,
      ),
    );
  };
  const wait = (ms: number) => simulation.until(new Promise<void>((done) => runtime.clock.after(ms, done)));
  return { simulation, runtime, open, files, wait, failures };
}

describe("openRotatedFile()", () => {
  test.each([
    ["/log/agent.log", "/log", "agent-N.log"],
    ["/log/agent", "/log", "agent-N.log"],
    ["/log/", "/log", "consul-N.log"],
    ["/log/a.b.txt", "/log", "a.b-N.txt"],
    ["/log/.hidden", "/log", ".hidden-N.log"],
  ])("%s: files of that name in its folder", async (path, folder, name) => {
    const { open, files, simulation } = world();
    const log = open({ path });
    log.write("one\n");
    log.write("two\n");
    await simulation.until(log.close());
    expect(await files(folder)).toEqual([[name, "one\ntwo\n"]]);
  });

  test("ends a file that is as large as allowed", async () => {
    const { open, files, simulation } = world();
    const log = open({ rotateBytes: 8 });
    for (const line of ["one\n", "two\n", "three\n", "four\n"]) log.write(line);
    await simulation.until(log.close());
    expect((await files()).map(([, text]) => text)).toEqual(["one\ntwo\n", "three\nfour\n"]);
  });

  test("ends a file that is as old as allowed", async () => {
    const { open, files, wait, simulation } = world();
    const log = open({ rotateMs: 1000 });
    log.write("one\n");
    await wait(999);
    log.write("two\n");
    await wait(1);
    log.write("three\n");
    await simulation.until(log.close());
    expect((await files()).map(([, text]) => text)).toEqual(["one\ntwo\n", "three\n"]);
  });

  test.each([
    [0, ["a\n", "b\n", "c\n", "d\n"]],
    [2, ["b\n", "c\n", "d\n"]],
    [-1, ["d\n"]],
  ])("of the ended files %s stay (0: all, -1: none)", async (filesMax, wanted) => {
    const { open, files, simulation } = world();
    const log = open({ rotateBytes: 1, filesMax });
    for (const line of ["a\n", "b\n", "c\n", "d\n"]) log.write(line);
    await simulation.until(log.close());
    expect((await files()).map(([, text]) => text)).toEqual(wanted);
  });

  test.each([
    ["is for the owner and the group", undefined, [0o640, 0o640]],
    ["was shut to the group", 0o600, [0o600, 0o600]],
    ["was opened to others", 0o644, [0o644, 0o644]],
  ])("a file that %s: so is the next", async (_, changed, wanted) => {
    const { open, runtime, simulation, wait } = world();
    const log = open({ rotateBytes: 1 });
    const modes = async () => {
      const paths = (await runtime.disk.list("/log")).map(({ name }) => `/log/${name}`).sort();
      return Promise.all(paths.map(async (path) => [path, (await runtime.disk.stat(path))?.mode] as const));
    };
    log.write("a\n");
    await wait(1);
    const [first = ["", 0] as const] = await modes();
    if (changed !== undefined) await runtime.disk.setMode(first[0], changed);
    log.write("b\n");
    await simulation.until(log.close());
    expect((await modes()).map(([, mode]) => mode)).toEqual(wanted);
  });

  test("removes nothing that is not its own", async () => {
    const { open, runtime, files, simulation } = world();
    await runtime.disk.makeDirectory("/log");
    await runtime.disk.writeFile("/log/agent-x.log", "");
    await runtime.disk.writeFile("/log/agentx1.log", "");
    const log = open({ filesMax: -1 });
    log.write("a\n");
    await simulation.until(log.close());
    expect((await files()).map(([name]) => name)).toEqual(["agent-N.log", "agent-x.log", "agentxN.log"]);
  });

  test("tells once that it cannot write, and goes on when it can again", async () => {
    const { open, files, simulation, runtime, failures } = world();
    await runtime.disk.makeDirectory("/log");
    const log = open();
    runtime.disk.failFrom(1, "ENOSPC");
    log.write("a\n");
    log.write("b\n");
    await simulation.until(log.close());
    runtime.disk.mend();
    log.write("c\n");
    await simulation.until(log.close());
    expect(failures).toEqual([expect.stringMatching(/^the log file cannot be written: ENOSPC/)]);
    expect((await files()).map(([, text]) => text).join("")).toBe("c\n");
  });
});
