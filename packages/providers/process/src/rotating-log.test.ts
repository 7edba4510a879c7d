import { createSimulation } from "@tutti/simulation";
import { expect, it } from "vitest";
import { RotatingLog } from "./rotating-log.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function create(before?: string) {
  const simulation = createSimulation(1);
  const { disk } = simulation.host("a");
  const log = new RotatingLog(disk, "/log", 10);
  const text = (path: string): string => new TextDecoder().decode(disk.files().get(path));
  const ready = before === undefined ? Promise.resolve() : disk.writeFile("/log", before, { mode: 0o600 });
  return { simulation, disk, log, text, ready };
}

const writes: readonly [string, string | undefined, readonly string[], string, string | undefined][] = [
  ["less than the bound", undefined, ["abc", "def"], "abcdef", undefined],
  ["just the bound", undefined, ["abcde", "fghij"], "abcdefghij", undefined],
  ["one more", undefined, ["abcdefghij", "k"], "k", "abcdefghij"],
  ["a piece across the bound", undefined, ["abcdefg", "hijklm"], "klm", "abcdefghij"],
  ["a piece of many bounds", undefined, ["abcdefghijklmnopqrstuvwxyz"], "uvwxyz", "klmnopqrst"],
  ["what stood there before counts", "12345678", ["abc"], "c", "12345678ab"],
  ["a file that is full already", "1234567890", ["abc"], "abc", "1234567890"],
  ["nothing", undefined, [""], "", undefined],
];
it.each(writes)("RotatingLog: %s", async (_, before, pieces, now, old) => {
  const { simulation, disk, log, text, ready } = create(before);
  await simulation.until(ready);
  for (const piece of pieces) log.write(bytes(piece));
  await simulation.until(log.flush());
  expect(text("/log")).toBe(now);
  expect(disk.files().has("/log.1")).toBe(old !== undefined);
  if (old !== undefined) expect(text("/log.1")).toBe(old);
  expect((await disk.stat("/log"))?.mode ?? 0o600).toBe(0o600);
});

it.each([
  ["its owner's alone", undefined, 0o600],
  ["its group's too, since somebody said so", 0o640, 0o640],
])("RotatingLog: both files are %s", async (_, changed, wanted) => {
  const { simulation, disk, log } = create();
  log.write(bytes("abcdefghij"));
  await simulation.until(log.flush());
  if (changed !== undefined) await disk.setMode("/log", changed);
  log.write(bytes("k"));
  await simulation.until(log.flush());
  const modes = ["/log", "/log.1"].map(async (path) => (await disk.stat(path))?.mode);
  expect(await Promise.all(modes)).toEqual([wanted, wanted]);
});

it("RotatingLog drops what a full disk does not take, and goes on when it does", async () => {
  const { simulation, disk, log, text } = create();
  log.write(bytes("a"));
  await simulation.until(log.flush());
  disk.failFrom(1, "ENOSPC");
  log.write(bytes("lost"));
  await simulation.until(log.flush());
  disk.mend();
  log.write(bytes("b"));
  await simulation.until(log.flush());
  expect(text("/log")).toBe("ab");
});

it("RotatingLog keeps a MiB for a slow disk, and says how much more it dropped", async () => {
  const simulation = createSimulation(1);
  const { disk } = simulation.host("a");
  const log = new RotatingLog(disk, "/log", 1 << 24);
  const half = new Uint8Array(1 << 19).fill(97);
  log.write(half);
  log.write(half);
  log.write(bytes("x"));
  log.write(bytes("yz"));
  await simulation.until(log.flush());
  const text = new TextDecoder().decode(disk.files().get("/log"));
  expect(text.slice(1 << 20)).toBe("\n[3 bytes of output were dropped: the disk did not take them]\n");
  expect(text.slice(0, 1 << 20)).toMatch(/^a+$/);
});
