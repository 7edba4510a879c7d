import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { createLocalFiles } from "./local-files.ts";

function open() {
  const world = createSimulation(66);
  const { disk } = world.host("10.0.0.1");
  const warnings: string[] = [];
  const files = createLocalFiles("/data", disk, (line) => void warnings.push(line));
  const kept = async (kind: "services" | "checks") => Object.fromEntries(await world.until(files[kind]()));
  const names = async (kind: string) =>
    (await disk.stat(`/data/${kind}`)) === undefined
      ? []
      : (await disk.list(`/data/${kind}`)).map(({ name }) => name);
  return { world, disk, files, warnings, kept, names };
}

describe("what was registered is kept", () => {
  test("each in a file of its own, under whatever ID", async () => {
    const { files, kept, names } = open();
    expect(await kept("services")).toEqual({});
    expect(await files.keepService("a/../b", { Name: "web", Port: 1 })).toBe(true);
    expect(await files.keepService("c", { Name: "c" })).toBe(true);
    expect(await files.keepService("c", { Name: "c", Port: 2 })).toBe(true);
    expect(await files.keepCheck("c", { Name: "check", TTL: 5 })).toBe(true);
    expect(await kept("services")).toEqual({ "a/../b": { Name: "web", Port: 1 }, c: { Name: "c", Port: 2 } });
    expect(await kept("checks")).toEqual({ c: { Name: "check", TTL: 5 } });
    const found = [...(await names("services")), ...(await names("checks"))];
    expect(found).toHaveLength(3);
    for (const name of found) expect(name).toMatch(/^[0-9a-f]{64}\.json$/);
  });

  test("until it is forgotten, which may be said twice", async () => {
    const { files, kept } = open();
    await files.keepService("a", { Name: "a" });
    await files.keepService("b", { Name: "b" });
    await files.keepCheck("a", { Name: "a" });
    expect([await files.forgetService("a"), await files.forgetService("a")]).toEqual([true, true]);
    expect([await kept("services"), await kept("checks")]).toEqual([
      { b: { Name: "b" } },
      { a: { Name: "a" } },
    ]);
    expect(await files.forgetCheck("a")).toBe(true);
    expect(await kept("checks")).toEqual({});
  });

  test("for its owner alone", async () => {
    const { files, disk, names } = open();
    await files.keepService("a", { Name: "a" });
    const [name = ""] = await names("services");
    expect([
      (await disk.stat("/data/services"))?.mode,
      (await disk.stat(`/data/services/${name}`))?.mode,
    ]).toEqual([0o700, 0o600]);
  });

  test("nowhere without a data folder", async () => {
    const { disk } = createSimulation(66).host("10.0.0.1");
    const none = createLocalFiles(undefined, disk, () => {});
    expect([await none.keepService("a", { Name: "a" }), await none.forgetService("a")]).toEqual([true, true]);
    expect([await none.services(), await none.checks()]).toEqual([new Map(), new Map()]);
    expect(await disk.list("/")).toEqual([]);
  });
});

describe("a file that is not one of ours", () => {
  const of = (value: unknown) => JSON.stringify(value);
  test.each<[string, string, string | undefined]>([
    ["of another kind", "x.txt", undefined],
    ["of no JSON", "x.json", "cannot be read, and is left alone: "],
    ["of a later version", "x.json", "is of a version that this agent does not know; it is left alone"],
    ["without an ID", "x.json", "is of a version that this agent does not know; it is left alone"],
  ])("is left alone, and told of: %s", async (what, name, warning) => {
    const { files, disk, kept, warnings } = open();
    await files.keepService("a", { Name: "a" });
    const text =
      what === "of no JSON"
        ? "{"
        : of(
            what === "of a later version" ? { version: 2, id: "b", registration: {} } : { version: 1, id: 7 },
          );
    await disk.replaceFile(`/data/services/${name}`, text);
    expect(await kept("services")).toEqual({ a: { Name: "a" } });
    expect(warnings).toEqual(
      warning === undefined ? [] : [expect.stringContaining(`agent: /data/services/${name} ${warning}`)],
    );
    expect(await disk.readText(`/data/services/${name}`)).toBe(text);
  });
});
