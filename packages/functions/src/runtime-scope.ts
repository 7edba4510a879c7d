import type { Runtime } from "@tutti/runtime";
import type { FunctionScope } from "./scope.ts";

/** What functions reach through a runtime; relative paths start at its directory. */
export function runtimeScope(
  runtime: Runtime,
  options: Pick<FunctionScope, "pure" | "planTimestamp" | "console">,
): FunctionScope {
  const { directory, home } = runtime.environment;
  const absolute = (path: string): string => (path.startsWith("/") ? path : `${directory}/${path}`);
  const { sync } = runtime.disk;
  return {
    files: {
      readFile: (path) => sync.readFile(absolute(path)),
      stat: (path) => sync.stat(absolute(path)),
      list: (path) => sync.list(absolute(path)),
    },
    baseDirectory: ".",
    workingDirectory: directory,
    home,
    now: () => runtime.clock.now(),
    randomBytes: (count) => runtime.random.bytes(count),
    ...options,
  };
}
