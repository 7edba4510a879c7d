import { createStop } from "@tutti/runtime";
import { expect, test } from "vitest";
import { createFolder } from "../../testkit/folder.ts";
import type { DriftEvent } from "./events.ts";
import { watchDrift } from "./start-drift.ts";
import { runDrift } from "./watch-drift.ts";

const FILE = (name: string, content: string): string =>
  `resource "local_file" "${name}" {\n  filename = "/${name}.txt"\n  content  = "${content}"\n}\n`;

/** What is told, a line each, while a directory is watched. */
async function watched(files: Readonly<Record<string, string>>) {
  const folder = await createFolder(files);
  await folder.apply();
  // What is loaded on demand takes real time, of which a simulation knows nothing.
  expect(watchDrift).toBeTypeOf("function");
  const stop = createStop();
  const lines: string[] = [];
  const onEvent = (event: DriftEvent): void => void lines.push(lineOf(event));
  const running = runDrift({ runtime: folder.host, onEvent }, stop.signal);
  const pass = async (ms = 3_000): Promise<readonly string[]> => {
    await folder.until(folder.host.clock.sleep(ms));
    return lines.splice(0);
  };
  const end = (): Promise<void> => {
    stop.abort();
    return folder.until(running);
  };
  return { folder, pass, end };
}

function lineOf(event: DriftEvent): string {
  switch (event.kind) {
    case "watching":
      return `watching ${event.byEvents} ${event.byPace}`;
    case "drift":
      return `${event.drift.address} ${event.drift.change} ${event.drift.attributes.map(({ path }) => path).join(" ")}`.trim();
    case "settled":
    case "unseen":
      return `${event.address} ${event.kind}`;
    case "blind":
      return `blind ${event.diagnostics.map(({ summary }) => summary).join(" ")}`;
    default:
      return event.kind;
  }
}

test("a file that is changed by hand is drift, and none any more when it is as it was", async () => {
  const { folder, pass, end } = await watched({ "main.tf": FILE("a", "x") + FILE("b", "x") });
  expect(await pass()).toEqual(["watching 2 0"]);
  await folder.host.disk.writeFile("/a.txt", "y");
  expect(await pass()).toEqual(["local_file.a gone"]);
  await folder.host.disk.writeFile("/a.txt", "x");
  expect(await pass()).toEqual(["local_file.a settled"]);
  await end();
});

test("what an apply changes is no drift; with another state other objects are watched", async () => {
  const { folder, pass, end } = await watched({ "main.tf": FILE("a", "x") });
  expect(await pass()).toEqual(["watching 1 0"]);
  await folder.write({ "main.tf": FILE("a", "new") + FILE("b", "x") });
  await folder.apply();
  expect(await pass(10_000)).toEqual(["watching 2 0"]);
  await folder.host.disk.remove("/b.txt");
  expect(await pass()).toEqual(["local_file.b gone"]);
  await end();
});

test("drift that an apply heals is settled", async () => {
  const { folder, pass, end } = await watched({ "main.tf": FILE("a", "x") });
  await pass();
  await folder.host.disk.remove("/a.txt");
  expect(await pass()).toEqual(["local_file.a gone"]);
  await folder.apply();
  expect(await pass(10_000)).toContain("local_file.a settled");
  await end();
});

test("what stands in no state is not watched, and an empty one waits for objects", async () => {
  const { folder, pass, end } = await watched({ "main.tf": "locals {}\n" });
  expect(await pass()).toEqual(["watching 0 0"]);
  await folder.write({ "main.tf": FILE("a", "x") });
  await folder.apply();
  expect(await pass(10_000)).toEqual(["watching 1 0"]);
  await end();
});

test("a configuration that cannot be read is told once, and tried again", async () => {
  const { folder, pass, end } = await watched({ "main.tf": FILE("a", "x") });
  await pass();
  await folder.write({ "main.tf": FILE("a", "x") + FILE("b", "x") });
  await folder.apply();
  await folder.write({ "main.tf": "resource {\n" });
  const lines = await pass(60_000);
  expect(lines.filter((line) => line.startsWith("blind"))).toHaveLength(1);
  await folder.write({ "main.tf": FILE("a", "x") + FILE("b", "x") });
  expect(await pass(30_000)).toEqual(["watching 2 0"]);
  await end();
});
