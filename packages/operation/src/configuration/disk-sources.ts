import { join } from "node:path";
import type { SourceReader } from "@tutti/config";
import { type Runtime, RuntimeError } from "@tutti/runtime";
import { languageOf } from "./features.ts";

/** Source files on the disk. */
export function diskSources(runtime: Runtime): SourceReader {
  const { disk } = runtime;
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
        return await disk.readFile(path);
      } catch (error) {
        if (error instanceof RuntimeError) return undefined;
        throw error;
      }
    },
  };
}
