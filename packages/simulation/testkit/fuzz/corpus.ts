import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../../../..");
const FILE_BYTES_MAX = 20_000;

/**
 * Texts of files with such an ending below folders of the repository, in
 * order. `../shared` may lie beside it, or not: what a seed draws from those
 * texts is drawn only there. Tests and continuous integration must draw the same everywhere, and
 * leave it out (`TUTTI_FUZZ_CORPUS=own`).
 */
export function corpusOf(
  ending: string,
  folders: readonly string[],
  encoding: "utf8" | "latin1" = "utf8",
): readonly string[] {
  const isOwnOnly = process.env["TUTTI_FUZZ_CORPUS"] === "own";
  return folders
    .filter((folder) => !(isOwnOnly && folder.startsWith("..")))
    .map((folder) => join(ROOT, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => filesBelow(folder, ending))
    .map((path) => readFileSync(path, encoding))
    .filter(({ length }) => length <= FILE_BYTES_MAX);
}

function filesBelow(folder: string, ending: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}
