import { type Block, rangeText } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";

/** The `config` block of an action or a list; undefined where there is none. A second one is refused. */
export function oneConfigBlock(
  blocks: readonly Block[],
  owner: "action" | "list",
  diagnostics: DiagnosticList,
): Block | undefined {
  const [first, second] = blocks;
  if (first !== undefined && second !== undefined)
    diagnostics.error(
      configError("duplicate-config-block"),
      `This ${owner} already has a config block at ${rangeText(first.defRange)}. All of its arguments stand in one.`,
      second.defRange,
    );
  return first;
}
