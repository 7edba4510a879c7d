/** Which files get mutants, which tests hold them, and which room both belong to. */
import { spawnSync } from "node:child_process";
import { rooms } from "../rooms.mjs";

/** Routes as data: the tests of the rooms that serve them hold them. */
const HELD_ELSEWHERE = { "agent-api": ["agent", "server"] };

export function isMutable(file) {
  return (
    /^packages\/.*\/src\/.*\.ts$/.test(file) &&
    !/\.(test|d)\.ts$|\/(testdata|testkit|gen|conformance|bench)\/|\/conformance\.ts$/.test(file)
  );
}

export function roomOf(file) {
  const inside = file.replace(/^packages\//, "");
  return rooms.map(({ name }) => name).find((name) => inside.startsWith(`${name}/`));
}

/** Tests in this process: what goes through the launcher or another program sees no mutant. */
export function isTestInProcess(file) {
  return /^packages\/.*\.test\.ts$/.test(file) && !/\/e2e\/|\.(e2e|integration)\.test\.ts$/.test(file);
}

/** Whether this room's tests are there to hold a file of that one. */
export function holds(testFile, sourceFile) {
  const room = roomOf(sourceFile);
  const tested = roomOf(testFile);
  return room === tested || (HELD_ELSEWHERE[room] ?? []).includes(tested);
}

/**
 * Room by room, so that rooms are whole when time runs out, the small rooms
 * first; in a room the quick files first: tables are small, and what draws at
 * random is named so.
 */
export function inPlayingOrder(testFiles, sizeOf) {
  const weight = (file) => sizeOf(file) * (/simulation|property|fuzz|crash|contract/.test(file) ? 100 : 1);
  const ofRoom = new Map();
  for (const file of testFiles) ofRoom.set(roomOf(file), (ofRoom.get(roomOf(file)) ?? 0) + weight(file));
  return [...testFiles].sort(
    (a, b) => (ofRoom.get(roomOf(a)) ?? 0) - (ofRoom.get(roomOf(b)) ?? 0) || weight(a) - weight(b),
  );
}

export function trackedFiles(root) {
  const { stdout } = spawnSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "packages"],
    {
      cwd: root,
      encoding: "utf8",
    },
  );
  return stdout.split("\n").filter(Boolean);
}
