import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { project } from "./install.mjs";

/** What stands behind `from`, of imports and exports of more than types. */
const AT_ONCE = /^(?:import|export) (?!type\b)[^;]*?from "([^"]+)"/gm;

/** All that a file loads as soon as it is loaded itself: its files, and the rooms and packages that they name. */
function loadedWith(path, seen = new Set()) {
  if (seen.has(path)) return seen;
  seen.add(path);
  for (const [, request] of readFileSync(path, "utf8").matchAll(AT_ONCE)) {
    if (request.startsWith(".")) loadedWith(join(dirname(path), request), seen);
    else seen.add(request);
  }
  return seen;
}

// Every command asks where plugins are. What speaks with them, and the kit for its messages, takes 12 ms of CPU.
test("whoever asks where plugins are loads nothing that speaks with them", () => {
  const loaded = [...loadedWith(join(project, "packages", "plugin-host", "src", "index.ts"))];
  expect(loaded.length).toBeGreaterThan(5);
  expect(loaded.filter((name) => name.startsWith("@bufbuild") || name.includes("/grpc/"))).toEqual([]);
});
