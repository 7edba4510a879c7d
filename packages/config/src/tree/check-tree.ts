import { formatModulePath } from "@tutti/addresses";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import { type ModuleNode, modulesOf } from "../module/module.ts";
import { checkPassedProviders } from "./passed-providers.ts";

/** Rules between a module and the one that calls it. */
export function checkTree(root: ModuleNode, diagnostics: DiagnosticList): void {
  for (const node of modulesOf(root)) {
    checkPassedProviders(node, diagnostics);
    if (node.parent !== undefined) checkChild(node, diagnostics);
  }
}

/** What only the root module may have. */
function checkChild({ module, path }: ModuleNode, diagnostics: DiagnosticList): void {
  if (module.backend !== undefined) {
    diagnostics.warning(
      configError("backend-configuration-ignored"),
      "Any selected backend applies to the entire configuration, so <Tutti> expects provider configurations only in the root module.\n\nThis is a warning rather than an error because it's sometimes convenient to temporarily call a root module as a child module for testing purposes, but this backend configuration block will have no effect.",
      module.backend.declRange,
    );
  }
  for (const { declRange } of module.imports) {
    diagnostics.error(
      configError("invalid-import-configuration"),
      `An import block was detected in "${formatModulePath(path)}". Import blocks are only allowed in the root module.`,
      declRange,
    );
  }
}
