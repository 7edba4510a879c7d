/** Which files get mutants, which tests hold them, and which room both belong to. */
import { spawnSync } from "node:child_process";
import { posix } from "node:path";
import { rooms } from "../rooms.mjs";

/**
 * Rooms that are a vocabulary: what their words mean is held by the tests of
 * the rooms that speak it, beside their own. Who merely calls a room holds it
 * not: a rule has its table beside it.
 */
const HELD_ELSEWHERE = {
  "agent-api": ["agent", "server"],
  addresses: ["config", "state"],
  hcl: ["functions"],
  plugin: ["engine", "providers/terraform", "providers/process", "providers/consul"],
  values: ["functions", "hcl"],
};
/** Rooms whose tests play on a real engine: what no test in this process passes is not counted. */
const HELD_OUTSIDE = new Set(["providers/docker"]);

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

export const isHeldOutside = (file) => HELD_OUTSIDE.has(roomOf(file));

/** What a test may read without loading it: all of its room that is no module, and what stands outside of rooms. */
export function readableBy(testFile, files) {
  const room = roomOf(testFile);
  return files.filter((file) => !/\.(ts|mjs)$/.test(file) && [room, undefined].includes(roomOf(file)));
}

/** What draws at random or plays long; such files, or their folders in the room, are named so. */
const LONG = /simulation|property|fuzz|crash|contract/;

export const playsLong = (testFile) => LONG.test(testFile.slice(`packages/${roomOf(testFile)}`.length));

/**
 * Room by room, so that rooms are whole when time runs out, the small rooms
 * first; in a room first the tests beside the mutants, which kill most of them,
 * then those of the same folders, and the quick files first: tables are small.
 * Of what plays long the longest begins: at the end one process would play it alone.
 */
export function inPlayingOrder(testFiles, sources, sizeOf) {
  const [names, folders] = [new Set(sources), new Set(sources.map((source) => posix.dirname(source)))];
  const weight = (file) => sizeOf(file) * (playsLong(file) ? 100 : 1);
  const distance = (file) => {
    if (playsLong(file)) return 3;
    if (names.has(file.replace(/\.test\.ts$/, ".ts"))) return 0;
    return folders.has(posix.dirname(file)) ? 1 : 2;
  };
  const ofRoom = new Map();
  for (const file of testFiles) ofRoom.set(roomOf(file), (ofRoom.get(roomOf(file)) ?? 0) + weight(file));
  return [...testFiles].sort(
    (a, b) =>
      (ofRoom.get(roomOf(a)) ?? 0) - (ofRoom.get(roomOf(b)) ?? 0) ||
      distance(a) - distance(b) ||
      (playsLong(a) ? weight(b) - weight(a) : weight(a) - weight(b)),
  );
}

export function trackedFiles(root) {
  const { stdout } = spawnSync("git", ["ls-files", "--cached", "--others", "--exclude-standard"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.split("\n").filter(Boolean);
}
