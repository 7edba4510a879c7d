import type { EarlyFacts, VariableArgument } from "@tutti/config";
import type { FunctionScope } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { readVariables } from "./give-variables.ts";
import { loadUsedFunctions } from "./used-functions.ts";
import { currentWorkspace } from "./workspace.ts";

/** What is known in the working directory before its modules and its state are looked for. */
export function earlyFacts(runtime: Runtime, variables: readonly VariableArgument[] = []): EarlyFacts {
  return {
    variables: (module) => readVariables({ runtime, module, arguments: variables }),
    functions: (sources) => earlyFunctions(runtime, sources),
    workspace: async () => (await currentWorkspace(runtime)).name,
    directory: runtime.environment.directory,
  };
}

/** The functions that these texts may call, without those that answer otherwise each time. */
export async function earlyFunctions(
  runtime: Runtime,
  sources: ReadonlyMap<string, string>,
): Promise<FunctionScope> {
  const { runtimeScope } = await import("@tutti/functions");
  const library = await loadUsedFunctions({ sources });
  return library.table(runtimeScope(runtime, { pure: true, planTimestamp: undefined }));
}
