/** Each file in a room's `testkit/fuzz` is a target, named after the file. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { rooms } from "../rooms.mjs";

/** @returns {Map<string, string>} path by name, in the order of the rooms */
export function targetFiles(root) {
  const found = new Map();
  for (const { name: room } of rooms) {
    const folder = join(root, "packages", room, "testkit/fuzz-targets");
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder).sort())
      if (/\.ts$/.test(file) && !/\.test\.ts$/.test(file)) found.set(file.slice(0, -3), join(folder, file));
  }
  return found;
}
