/** The file that `plan -generate-config-out` writes. */

import { importText, movingChanges, type Plan, partsOf } from "@tutti/engine";
import { type Diagnostic, errorDiagnostic, PRODUCT, warningDiagnostic } from "@tutti/hcl";
import { RuntimeError, reasonOf } from "@tutti/runtime";
import type { CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";
import type { OperationOptions } from "../flags/operation-flags.ts";
import { generatedBy } from "../views/generated-by.ts";

/** What stands against writing it, before anything is planned. */
export async function refuseGeneratedConfig(
  context: CommandContext,
  { mode }: OperationOptions,
  path: string,
): Promise<Diagnostic | undefined> {
  if (mode !== "normal")
    return errorDiagnostic(
      cliError("invalid-generate-config-out-flag"),
      "Config can only be generated during a normal plan operation, and not during a refresh-only or destroy plan.",
    );
  return refuseWrittenOver(context, path);
}

/** What is there already stays as it is. */
export async function refuseWrittenOver(
  { runtime }: CommandContext,
  path: string,
): Promise<Diagnostic | undefined> {
  if ((await runtime.disk.stat(path)) === undefined) return undefined;
  return errorDiagnostic(
    cliError("target-generated-file-already-exists"),
    `${PRODUCT} can only write generated config into a new file. Either choose a different target location or move all existing configuration out of the target file, delete it and try again.`,
  );
}

/** Writes what was generated, if anything was; a warning then says what to think of it. */
export async function writeGeneratedConfig(
  context: CommandContext,
  plan: Plan,
  path: string,
): Promise<{ readonly written: boolean; readonly diagnostics: readonly Diagnostic[] }> {
  return writeBlocks(context, planBlocks(context, plan), path);
}

/** Writes blocks, if there are any; a warning then says what to think of them. */
export async function writeBlocks(
  context: CommandContext,
  blocks: readonly string[],
  path: string,
): Promise<{ readonly written: boolean; readonly diagnostics: readonly Diagnostic[] }> {
  if (blocks.length === 0) return { written: false, diagnostics: [] };
  const text = `${generatedBy(context)}\n# Please review these resources and move them into your main configuration files.\n${blocks.join("")}`;
  try {
    await context.runtime.disk.writeFile(path, text);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    const detail = `${PRODUCT} could not create the generated file (${path}) in the target directory: open ${path}: ${reasonOf(error)}. Depending on the error message, this may be a bug in ${PRODUCT} itself. If so, please report it!`;
    const kind = cliError("failed-to-create-target-generated-file");
    return { written: false, diagnostics: [errorDiagnostic(kind, detail)] };
  }
  const warning = warningDiagnostic(
    cliError("config-generation-is-experimental"),
    "Generating configuration during import is currently experimental, and the generated configuration format may change in future versions.",
  );
  return { written: true, diagnostics: [warning] };
}

function planBlocks(context: CommandContext, plan: Plan): readonly string[] {
  const by = generatedBy(context);
  return movingChanges(partsOf(plan)).flatMap(({ generatedConfig, importing }) =>
    generatedConfig === undefined
      ? []
      : [
          `\n${by}${importing === undefined ? "" : ` from ${importing.identity === undefined ? JSON.stringify(importing.id) : importText(importing)}`}\n${generatedConfig}\n`,
        ],
  );
}
