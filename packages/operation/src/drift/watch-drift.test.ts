import { createStop } from "@tutti/runtime";
import { expect, test } from "vitest";
import { createFolder } from "../../testkit/folder.ts";
import type { DriftEvent } from "./events.ts";
import type { HealRules } from "./heal-limits.ts";
import { runDrift } from "./watch-drift.ts";

const FILE = (name: string, content: string): string =>
  `resource "local_file" "${name}" {\n  filename = "/${name}.txt"\n  content  = "${content}"\n}\n`;

// What is loaded on demand takes real time, of which a simulation knows nothing.
const before = await createFolder({ "main.tf": `${FILE("a", "x")}resource "terraform_data" "t" {}\n` });
await before.apply();

/** What is told, a line each, while a directory is watched. */
async function watched(files: Readonly<Record<string, string>>, heal?: HealRules) {
  const folder = await createFolder(files);
  await folder.apply();
  const stop = createStop();
  const lines: string[] = [];
  const onEvent = (event: DriftEvent): void => void lines.push(lineOf(event));
  const running = runDrift({ runtime: folder.host, onEvent, publishes: false, heal }, stop.signal);
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
      return `blind ${event.diagnostics.map(({ summary }) => summary).join(" ")}, with ${[...event.sources.keys()].join(" ")}`;
    case "heal-refused":
      return `${event.addresses} refused ${event.why}`;
    case "heal-start":
    case "healed":
      return `${event.kind} ${event.addresses}`;
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
  const told = lines.filter((line) => line.startsWith("blind"));
  expect(told).toEqual([expect.stringMatching(/^blind .+, with \S*main\.tf$/)]);
  await folder.write({ "main.tf": FILE("a", "x") + FILE("b", "x") });
  expect(await pass(30_000)).toEqual(["watching 2 0"]);
  await end();
});

const ALL: HealRules = { what: "all", most: 10, windowMs: 600_000 };

test("what drifted is healed by an apply, until it was healed three times within the hour", async () => {
  const { folder, pass, end } = await watched({ "main.tf": FILE("a", "x") + FILE("b", "x") }, ALL);
  await pass();
  const remove = async (): Promise<readonly string[]> => {
    await folder.host.disk.remove("/a.txt");
    return pass(10_000);
  };
  for (let at = 0; at < 3; at++) {
    const lines = await remove();
    expect(lines.slice(0, 3)).toEqual([
      "local_file.a gone",
      "heal-start local_file.a",
      "healed local_file.a",
    ]);
    expect(lines).toContain("local_file.a settled");
    expect(await folder.host.disk.readText("/a.txt")).toBe("x");
  }
  expect(await remove()).toEqual([
    "local_file.a gone",
    expect.stringMatching(/^local_file\.a refused it was healed 3 times within an hour and drifted again\./),
  ]);
  expect(await pass(600_000)).toEqual([]);
  expect(await folder.host.disk.stat("/a.txt")).toBe(undefined);
  await end();
});

test("more than the rate waits for the window", async () => {
  const rules: HealRules = { what: "all", most: 1, windowMs: 60_000 };
  const { folder, pass, end } = await watched({ "main.tf": FILE("a", "x") + FILE("b", "x") }, rules);
  await pass();
  await folder.host.disk.remove("/a.txt");
  await folder.host.disk.remove("/b.txt");
  const healed = (lines: readonly string[]) => lines.filter((line) => line.startsWith("healed"));
  expect(healed(await pass(30_000))).toEqual(["healed local_file.a"]);
  expect(healed(await pass(60_000))).toEqual(["healed local_file.b"]);
  await end();
});

test("what carries no service is left alone where services are healed", async () => {
  const { folder, pass, end } = await watched({ "main.tf": FILE("a", "x") }, { ...ALL, what: "services" });
  await pass();
  await folder.host.disk.remove("/a.txt");
  expect(await pass(30_000)).toEqual(["local_file.a gone"]);
  await end();
});

test.each<[string, string, RegExp]>([
  [
    "its arguments were edited",
    FILE("a", "other"),
    /^local_file\.a refused the configuration wants local_file\.a\.content otherwise/,
  ],
  [
    "what it refers to would change",
    `resource "local_file" "a" {\n  filename = "/a.txt"\n  content = "x"\n  depends_on = [terraform_data.t]\n}\nresource "terraform_data" "t" {}\n`,
    /^local_file\.a refused the plan would also change terraform_data\.t, which did not drift/,
  ],
  ["its block is gone", "locals {}\n", /^local_file\.a refused /],
  ["the configuration is broken", "resource {\n", /^local_file\.a refused /],
])("nothing is healed where %s: that is for a person to apply", async (_, file, refused) => {
  const { folder, pass, end } = await watched({ "main.tf": FILE("a", "x") }, ALL);
  await pass();
  await folder.write({ "main.tf": file });
  await folder.host.disk.remove("/a.txt");
  const lines = await pass(5_000);
  expect(lines.slice(0, 3)).toEqual([
    "local_file.a gone",
    "heal-start local_file.a",
    expect.stringMatching(refused),
  ]);
  expect(await folder.host.disk.stat("/a.txt")).toBe(undefined);
  await end();
});

test("while somebody else holds the state it is waited for", async () => {
  const { folder, pass, end } = await watched({ "main.tf": FILE("a", "x") }, ALL);
  await pass();
  const other = await folder.prepare();
  if (Array.isArray(other) || !("release" in other)) throw new Error("not prepared");
  await folder.host.disk.remove("/a.txt");
  expect(await pass(30_000)).not.toContain("healed local_file.a");
  await other.release();
  expect(await pass(30_000)).toContain("healed local_file.a");
  await end();
});
