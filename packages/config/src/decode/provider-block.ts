import { type Block, type Body, type Expression, rangeText } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { Action } from "../module/action.ts";
import { checkIdentifier } from "./identifier.ts";
import { decodeProviderReference } from "./provider-reference.ts";
import { refuseCountAndForEach } from "./resource.ts";

/** What `action` and `list` blocks have in common. */
interface ProviderBlock extends Omit<Action, "key" | "providerSource"> {
  /** One of the other arguments. */
  attribute(name: string): Expression | undefined;
}

/** What labels that are no names are refused with. */
const REFUSED = {
  action: { type: configError("invalid-action-type-name"), name: configError("invalid-action-name") },
  list: { type: configError("invalid-list-type-name"), name: configError("invalid-list-name") },
};

/** A block of two labels with a `config` block for the provider, and arguments of ours beside it. */
export function decodeProviderBlock(
  block: Block,
  kind: "action" | "list",
  names: readonly { readonly name: string; readonly required?: boolean }[],
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): ProviderBlock {
  const [type = "", name = ""] = block.labels;
  const schema = { attributes: names, blocks: [{ type: "config" }] };
  const { content, diagnostics: found } = block.body.content(schema);
  diagnostics.addAll(found);
  checkIdentifier(type, REFUSED[kind].type, block.labelRanges[0], diagnostics);
  checkIdentifier(name, REFUSED[kind].name, block.labelRanges[1], diagnostics);
  refuseCountAndForEach(content.attributes, false, diagnostics);
  const attribute = (wanted: string): Expression | undefined => content.attributes.get(wanted)?.expression;
  const provider = attribute("provider");
  const nothing: Body = block.body.partialContent(schema).remain;
  return {
    type,
    name,
    config: oneConfigBlock(content.blocks, kind, diagnostics)?.body ?? nothing,
    count: attribute("count"),
    forEach: attribute("for_each"),
    provider: provider && decodeProviderReference(provider, "provider", diagnostics, language),
    declRange: block.defRange,
    typeRange: block.labelRanges[0] ?? block.typeRange,
    attribute,
  };
}

/** Undefined where there is none. A second one is refused. */
function oneConfigBlock(
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
