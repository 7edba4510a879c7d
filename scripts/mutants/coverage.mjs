/**
 * Which mutants each test passes: played once, then kept by the content of
 * every file that the test file loaded, and of all that it could have read.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readableBy, roomOf } from "./sources.mjs";

/** What decides where mutants stand; a change of it makes all that was kept worthless. */
const MAKERS = [
  "mutators.mjs",
  "mutants-of.mjs",
  "instrument.mjs",
  "documentation.mjs",
  "worker.mjs",
  "switch.mjs",
  "setup.mjs",
];

/**
 * @param {{ root: string, files: string[], testFiles: string[], save: boolean, play: (testFiles: string[]) => Promise<object[]>,
 *   say: (line: string) => void }} options  `save`: what `play` notes is whole, of all mutants, unless a test file was needless
 * @returns {Promise<Map<string, object>>} by test file; what could not be played is missing
 */
export async function coverage({ root, files, testFiles, save, play, say }) {
  const folder = join(root, "node_modules", ".cache", "mutants", version(root));
  mkdirSync(folder, { recursive: true });
  const nameOf = (testFile) => join(folder, `${createHash("sha1").update(testFile).digest("hex")}.json`);
  const digest = digests(root);
  const readable = readableDigests(files, digest);
  const known = new Map();
  for (const testFile of testFiles) {
    if (!existsSync(nameOf(testFile))) continue;
    const entry = JSON.parse(readFileSync(nameOf(testFile), "utf8"));
    if (entry.readable !== readable(testFile)) continue;
    if (Object.entries(entry.dependencies).every(([file, hash]) => digest(file) === hash))
      known.set(testFile, entry);
  }
  const missing = testFiles.filter((testFile) => !known.has(testFile));
  if (missing.length === 0) return known;
  say(`noting what ${missing.length} of ${testFiles.length} test files pass …`);
  for (const entry of await play(missing)) {
    known.set(entry.testFile, entry);
    if (save && !entry.failed && !entry.needless)
      writeFileSync(nameOf(entry.testFile), JSON.stringify({ ...entry, readable: readable(entry.testFile) }));
  }
  return known;
}

function version(root) {
  const hash = createHash("sha1");
  const folder = join(root, "scripts", "mutants");
  for (const file of readdirSync(folder).sort())
    if (MAKERS.includes(file)) hash.update(readFileSync(join(folder, file)));
  return hash.digest("hex").slice(0, 12);
}

/** One digest for all that the tests of a room could read: which file it was, nobody sees. */
function readableDigests(files, digest) {
  const kept = new Map();
  return (testFile) => {
    const room = roomOf(testFile);
    if (!kept.has(room)) {
      const hash = createHash("sha1");
      for (const file of readableBy(testFile, files).sort()) hash.update(`${file}\0${digest(file)}\n`);
      kept.set(room, hash.digest("hex"));
    }
    return kept.get(room);
  };
}

function digests(root) {
  const kept = new Map();
  return (file) => {
    if (!kept.has(file)) {
      const path = join(root, file);
      kept.set(
        file,
        existsSync(path) ? createHash("sha1").update(readFileSync(path)).digest("hex") : undefined,
      );
    }
    return kept.get(file);
  };
}
