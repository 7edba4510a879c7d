import type { Block } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import type { LanguageFeatures } from "../features.ts";
import type { Action } from "../module/action.ts";
import { decodeProviderBlock } from "./provider-block.ts";

const ARGUMENTS = [{ name: "count" }, { name: "for_each" }, { name: "provider" }];

/** An action as one block declares it, before its provider is looked up. */
export type ActionDecl = Omit<Action, "providerSource">;

export function decodeAction(
  block: Block,
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): ActionDecl {
  const { attribute: _, ...shared } = decodeProviderBlock(block, "action", ARGUMENTS, language, diagnostics);
  return { ...shared, key: `action.${shared.type}.${shared.name}` };
}
