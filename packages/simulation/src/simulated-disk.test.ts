import { expect, test } from "vitest";
import { createSeededRandom } from "./prng.ts";
import { createSimulatedDisk, type SimulatedDisk } from "./simulated-disk.ts";
import { turn } from "./turn.ts";

const text = (disk: SimulatedDisk, path: string): string | undefined => {
  const data = disk.files().get(path);
  return data === undefined ? undefined : new TextDecoder().decode(data);
};

const createDisk = (seed = 1): SimulatedDisk => createSimulatedDisk(createSeededRandom(seed), () => 0);

test("what was synced survives a power cut, what was not survives in part", async () => {
  const lengths = new Set<number>();
  for (let seed = 0; seed < 50; seed++) {
    const disk = createDisk(seed);
    const log = await disk.openAppend("/log");
    await log.append("synced;");
    await log.sync();
    await log.append("lost?");
    disk.restart("power-cut");
    const left = text(disk, "/log") ?? "";
    expect("synced;lost?".startsWith(left) && left.startsWith("synced;")).toBe(true);
    lengths.add(left.length);
  }
  expect(lengths.size).toBeGreaterThan(3);
});

test("everything written survives a killed process", async () => {
  const disk = createDisk();
  await disk.writeFile("/a", "1");
  disk.restart("kill");
  expect(text(disk, "/a")).toBe("1");
});

test("replaceFile() is whole or not at all at a cut, and durable after", async () => {
  const disk = createDisk();
  await disk.replaceFile("/a", "old");
  let cut = false;
  disk.cutAt(1, () => {
    cut = true;
  });
  void disk.replaceFile("/a", "new");
  await turn();
  expect(cut).toBe(true);
  disk.restart("power-cut");
  expect(text(disk, "/a")).toBe("old");
  await disk.replaceFile("/a", "new");
  disk.restart("power-cut");
  expect(text(disk, "/a")).toBe("new");
});

test("rewriteFile() is whole or not at all at a cut, and may be lost by one later", async () => {
  const left = new Set<string | undefined>();
  for (let seed = 0; seed < 20; seed++) {
    const disk = createDisk(seed);
    await disk.replaceFile("/a", "old");
    disk.cutAt(1, () => {});
    void disk.rewriteFile("/a", "new");
    await turn();
    disk.restart("kill");
    expect(text(disk, "/a")).toBe("old");
    await disk.rewriteFile("/a", "new");
    disk.restart("kill");
    expect(text(disk, "/a")).toBe("new");
    disk.restart("power-cut");
    left.add(text(disk, "/a"));
  }
  expect([...left].sort()).toEqual(["new", "old"]);
});

test("after a cut nothing answers any more, until a restart", async () => {
  const disk = createDisk();
  disk.cutAt(2, () => {});
  await disk.writeFile("/a", "1");
  let answered = false;
  void disk.writeFile("/b", "2").then(() => {
    answered = true;
  });
  void disk.remove("/a").then(() => {
    answered = true;
  });
  await turn();
  expect(answered).toBe(false);
  disk.restart("kill");
  expect(text(disk, "/a")).toBe("1");
});

test("failFrom() refuses writes with the given code and leaves the files as they were", async () => {
  const disk = createDisk();
  await disk.writeFile("/a", "1");
  disk.failFrom(1, "ENOSPC");
  await expect(disk.replaceFile("/a", "2")).rejects.toMatchObject({ code: "ENOSPC", subject: "/a" });
  expect(await disk.readText("/a")).toBe("1");
  disk.mend();
  await disk.replaceFile("/a", "2");
  expect(await disk.readText("/a")).toBe("2");
});

test("folders, links of names and locks behave like the real ones", async () => {
  const disk = createDisk();
  await expect(disk.writeFile("/d/a", "1")).rejects.toMatchObject({ code: "ENOENT" });
  await disk.makeDirectory("/d/e");
  await disk.writeFile("/d/a", "1");
  await expect(disk.createExclusive("/d/a", "2")).rejects.toMatchObject({ code: "EEXIST" });
  expect(await disk.list("/d")).toEqual([
    { name: "a", kind: "file" },
    { name: "e", kind: "directory" },
  ]);
  await disk.rename("/d/a", "/d/e/b");
  expect(await disk.stat("/d/a")).toBeUndefined();
  expect((await disk.stat("/d/e/b"))?.kind).toBe("file");
  const lock = await disk.lock("/d/lock");
  expect(await disk.lock("/d/lock")).toBeUndefined();
  await lock?.release();
  expect(await disk.lock("/d/lock")).toBeDefined();
  await disk.remove("/d", { recursive: true });
  expect(await disk.stat("/d/e")).toBeUndefined();
});
