import { join } from "node:path";
import type { SourceReader } from "@tutti/config";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { languageOf } from "./features.ts";

/** Some thousand lines: what so long a configuration means takes more than half a second. */
const LONG_BYTES = 100_000;

/** Source files on the disk. */
export function diskSources(runtime: Runtime): SourceReader {
  const { disk } = runtime;
  let bytes = 0;
  return {
    language: languageOf(runtime.environment),
    async readDirectory(path) {
      const found = await disk.stat(path);
      if (found?.kind !== "directory") return undefined;
      const names: string[] = [];
      for (const { name, kind } of await disk.list(path))
        if (kind === "file" || (kind === "link" && (await disk.stat(join(path, name)))?.kind === "file"))
          names.push(name);
      return names;
    },
    async readFile(path) {
      try {
        const file = await disk.readFile(path);
        const before = bytes;
        bytes += file.length;
        if (before < LONG_BYTES && bytes >= LONG_BYTES) runtime.expectLongRun?.();
        return file;
      } catch (error) {
        if (error instanceof RuntimeError) return undefined;
        throw error;
      }
    },
  };
}
