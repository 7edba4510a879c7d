import type { Module } from "@tutti/config";
import { COMMAND, type Diagnostic, errorDiagnostic, hasErrors, PRODUCT } from "@tutti/hcl";
import type { Runtime } from "@tutti/runtime";
import { operationError } from "../errors.ts";
import { readBackendBlock, sameBackend } from "./read-backend-block.ts";
import { readSavedBackend } from "./saved-backend.ts";

/** For every command but `init`: the configuration must be the one that was initialised. */
export async function checkBackend(runtime: Runtime, module: Module): Promise<readonly Diagnostic[]> {
  const { block, diagnostics } = await readBackendBlock(module, runtime.environment.variables);
  // What is missing may have been given to `init`; what is wrong stays wrong.
  if (hasErrors(diagnostics) && (block === undefined || block.settings !== undefined)) return diagnostics;
  const saved = await readSavedBackend(runtime);
  if (block === undefined && saved === undefined) return [];
  if (block === undefined) return [initRequired(`Unsetting the previously set backend "${saved?.type}"`)];
  const { type } = block.definition;
  if (saved === undefined) return [initRequired(`Initial configuration of the requested backend "${type}"`)];
  if (saved.type !== type) return [initRequired(`Backend type changed from "${saved.type}" to "${type}"`)];
  if (saved.hash === block.hash) return [];
  const { settings, hash } = block;
  if (settings !== undefined && sameBackend(saved, { type, settings, hash })) return [];
  return hasErrors(diagnostics) ? diagnostics : [initRequired("Backend configuration block has changed")];
}

function initRequired(reason: string): Diagnostic {
  return errorDiagnostic(
    operationError("backend-initialization-required", COMMAND),
    `Reason: ${reason}\n\nThe "backend" is the interface that ${PRODUCT} uses to store state,\nperform operations, etc. If this message is showing up, it means that the\n${PRODUCT} configuration you're using is using a custom configuration for\nthe ${PRODUCT} backend.\n\nChanges to backend configurations require reinitialization. This allows\n${PRODUCT} to set up the new configuration, copy existing state, etc. Please run\n"${COMMAND} init" with either the "-reconfigure" or "-migrate-state" flags to\nuse the current configuration.\n\nIf the change reason above is incorrect, please verify your configuration\nhasn't changed and try again. At this point, no changes to your existing\nconfiguration or state have been made.`,
  );
}
