import type { VariableArgument } from "@tutti/config";
import { beyond, type FlagUse, listFlag } from "../../command/flags.ts";

/**
 * Of commands that plan nothing: the arguments of the backend, the sources of
 * modules and the `encryption` block may be made of variables, as in OpenTofu.
 */
export const EARLY_FLAGS = { var: beyond(listFlag()), "var-file": beyond(listFlag()) } as const;

/** `-var` and `-var-file`, in the order of the command line. */
export function variableArguments(uses: readonly FlagUse[]): readonly VariableArgument[] {
  return uses.flatMap(({ name, value }): readonly VariableArgument[] => {
    if (name === "var") return [{ kind: "value", text: value }];
    return name === "var-file" ? [{ kind: "file", path: value }] : [];
  });
}
