/**
 * A digest of all that a program is made of: the shipped sources of all rooms
 * and the versions of all packages. Two builds of one version with other rules
 * have others, so neither takes over what the other remembers.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export function sourceDigest(root) {
  const hash = createHash("sha256");
  const add = (path) =>
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update("\0");
  for (const path of shippedSources(root)) add(path);
  add("package-lock.json");
  return hash.digest("hex").slice(0, 32);
}

/** Paths in their order: what lies in `src`, but for tests. */
function shippedSources(root) {
  return readdirSync(join(root, "packages"), { recursive: true })
    .map((path) => join("packages", path))
    .filter((path) => /(^|\/)src\/.*\.ts$/.test(path) && !/\.test\.ts$|node_modules/.test(path))
    .sort();
}
