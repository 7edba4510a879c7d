import type { FunctionDefinition } from "@tutti/plugin";
import { type Runtime, RuntimeError, reasonOf } from "@tutti/runtime";
import { BOOL, boolValue, FuncError, goQuote, STRING } from "@tutti/values";

/** `provider::local::direxists`: whether a folder is there; a file in its place is an error. */
export function direxists({ disk }: Runtime): FunctionDefinition {
  return {
    schema: {
      parameters: [{ name: "path", type: STRING }],
      returnType: BOOL,
      summary: "Determines whether a directory exists at a given path.",
      description: "True where the path names a folder, false where it names nothing. `~` stands for itself.",
    },
    call([path]) {
      const name = path?.asString ?? "";
      try {
        const found = disk.sync.stat(name);
        if (found === undefined) return boolValue(false);
        if (found.kind === "directory") return boolValue(true);
        return new FuncError(
          `Invalid file mode detected: ${goQuote(name)} was found, but is not a directory`,
          0,
        );
      } catch (error) {
        if (!(error instanceof RuntimeError)) throw error;
        return new FuncError(`Error checking for directory: ${reasonOf(error)}`, 0);
      }
    },
  };
}
