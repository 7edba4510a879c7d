import type { DiagnosticList } from "../diagnostic-list.ts";
import { type ModuleNode, modulesOf } from "../module/module.ts";
import { checkPassedProviders } from "./passed-providers.ts";

/** Rules between a module and the one that calls it. */
export function checkTree(root: ModuleNode, diagnostics: DiagnosticList): void {
  for (const node of modulesOf(root)) checkPassedProviders(node, diagnostics);
}
