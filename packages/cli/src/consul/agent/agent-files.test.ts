import { createSimulation } from "@tutti/simulation";
import { expect, test } from "vitest";
import { openFiles } from "./agent-files.ts";

const log = { level: "INFO", json: false };

test("the pid file is there while the agent runs, readable for all, and gone afterwards", async () => {
  const { disk, environment, ...runtime } = createSimulation(1).host("10.0.0.1");
  await disk.makeDirectory("/run");
  const files = await openFiles({ log, pidFile: "/run/a.pid" }, { ...runtime, disk, environment }, () => {});
  expect(await disk.stat("/run/a.pid")).toBeUndefined();
  await files.writePid();
  expect(await disk.readText("/run/a.pid")).toBe(String(environment.pid));
  expect((await disk.stat("/run/a.pid"))?.mode).toBe(0o644);
  await files.close();
  expect(await disk.stat("/run/a.pid")).toBeUndefined();
});

test("one that another agent wrote is not removed by an agent that did not start", async () => {
  const runtime = createSimulation(1).host("10.0.0.1");
  await runtime.disk.makeDirectory("/run");
  await runtime.disk.writeFile("/run/a.pid", "1");
  const files = await openFiles({ log, pidFile: "/run/a.pid" }, runtime, () => {});
  await files.close();
  expect(await runtime.disk.readText("/run/a.pid")).toBe("1");
});

test.each<[string, "ENOSPC" | undefined, string]>([
  ["there is no folder", undefined, "open /run/a.pid: no such file or directory"],
  ["the disk is full", "ENOSPC", "write /run/a.pid: no space left on device"],
])("where %s the file is named", async (_, code, wanted) => {
  const runtime = createSimulation(1).host("10.0.0.1");
  if (code !== undefined) {
    await runtime.disk.makeDirectory("/run");
    runtime.disk.failFrom(1, code);
  }
  const files = await openFiles({ log, pidFile: "/run/a.pid" }, runtime, () => {});
  await expect(files.writePid()).rejects.toMatchObject({
    code: "EPIDFILE",
    message: `Could not open pid file: ${wanted}`,
  });
});

test("without keys there are no files", async () => {
  const runtime = createSimulation(1).host("10.0.0.1");
  const files = await openFiles({ log }, runtime, () => {});
  await files.writePid();
  await files.close();
  expect(files.log).toBeUndefined();
  expect(runtime.disk.files().size).toBe(0);
});

test("a log file gets what is written, and is closed", async () => {
  const simulation = createSimulation(1);
  const runtime = simulation.host("10.0.0.1");
  const file = { path: "/log/", rotateBytes: 0, rotateMs: 1000, filesMax: 0 };
  const files = await openFiles({ log: { ...log, file } }, runtime, () => {});
  files.log?.write("line\n");
  await simulation.until(files.close());
  expect([...runtime.disk.files().values()].map((data) => new TextDecoder().decode(data))).toEqual([
    "line\n",
  ]);
});
