/**
 * What a test file can reach: the files that it imports, and what those import.
 * It passes no mutant outside of them, so it is not played for one.
 */
import { posix } from "node:path";
import { importsWorkedOut, requestsOf } from "../import-graph.mjs";
import { roomOf } from "./sources.mjs";

const OF_A_ROOM = /^(@tutti\/[a-z0-9-]+)(\/testkit)?$/;

/**
 * @param {string[]} files  all that are there, by their paths from the root
 * @param {(file: string) => string} textOf
 * @returns {(testFile: string) => ReadonlySet<string>}  itself included
 */
export function createReach(files, textOf) {
  const modules = new Set(files.filter((file) => /\.(ts|mjs)$/.test(file)));
  const folders = foldersOfRooms(files, textOf);
  const kept = new Map();

  const resolve = (file, request) => {
    if (request.startsWith(".")) return posix.join(posix.dirname(file), request);
    const [, name, testkit] = OF_A_ROOM.exec(request) ?? [];
    return `${folders.get(name)}/${testkit ? "testkit" : "src"}/index.ts`;
  };
  const importsOf = (file) => {
    if (!kept.has(file)) {
      const text = textOf(file);
      // A path that is worked out may lead to anything in the room.
      const found = importsWorkedOut(file, text)
        ? [...modules].filter((other) => roomOf(other) === roomOf(file) && !other.endsWith(".test.ts"))
        : [];
      for (const request of requestsOf(file, text)) found.push(resolve(file, request));
      kept.set(
        file,
        found.filter((path) => modules.has(path)),
      );
    }
    return kept.get(file);
  };

  return (testFile) => {
    const reached = new Set([testFile]);
    // What is added on the way is walked, too.
    for (const file of reached) for (const next of importsOf(file)) reached.add(next);
    return reached;
  };
}

/** By the name that other rooms import them by. */
function foldersOfRooms(files, textOf) {
  return new Map(
    files
      .filter((file) => file.startsWith("packages/") && posix.basename(file) === "package.json")
      .map((file) => [JSON.parse(textOf(file)).name, posix.dirname(file)]),
  );
}
