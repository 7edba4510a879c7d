import type { Block, Expression } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { Action } from "../module/action.ts";
import { oneConfigBlock } from "./config-block.ts";
import { checkIdentifier } from "./identifier.ts";
import { decodeProviderReference } from "./provider-reference.ts";
import { refuseCountAndForEach } from "./resource.ts";

const SCHEMA = {
  attributes: [{ name: "count" }, { name: "for_each" }, { name: "provider" }],
  blocks: [{ type: "config" }],
};

/** An action as one block declares it, before its provider is looked up. */
export type ActionDecl = Omit<Action, "providerSource">;

export function decodeAction(
  block: Block,
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): ActionDecl {
  const [type = "", name = ""] = block.labels;
  const { content, diagnostics: found } = block.body.content(SCHEMA);
  diagnostics.addAll(found);
  checkIdentifier(type, configError("invalid-action-type-name"), block.labelRanges[0], diagnostics);
  checkIdentifier(name, configError("invalid-action-name"), block.labelRanges[1], diagnostics);
  refuseCountAndForEach(content.attributes, false, diagnostics);
  const attribute = (wanted: string): Expression | undefined => content.attributes.get(wanted)?.expression;
  const provider = attribute("provider");
  return {
    type,
    name,
    key: `action.${type}.${name}`,
    config:
      oneConfigBlock(content.blocks, "action", diagnostics)?.body ?? block.body.partialContent(SCHEMA).remain,
    count: attribute("count"),
    forEach: attribute("for_each"),
    provider: provider && decodeProviderReference(provider, "provider", diagnostics, language),
    declRange: block.defRange,
    typeRange: block.labelRanges[0] ?? block.typeRange,
  };
}
