import { formatResourceName } from "@tutti/addresses";
import type { Block, Body, Expression } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import { oneConfigBlock } from "./config-block.ts";
import { checkIdentifier } from "./identifier.ts";
import { decodeProviderReference } from "./provider-reference.ts";
import { type ResourceDecl, refuseCountAndForEach } from "./resource.ts";

const SCHEMA = {
  attributes: [
    { name: "provider", required: true },
    { name: "count" },
    { name: "for_each" },
    { name: "include_resource" },
    { name: "limit" },
  ],
  blocks: [{ type: "config" }],
};

/** `list "TYPE" "NAME"` of a query file. */
export function decodeList(
  block: Block,
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): ResourceDecl {
  const [type = "", name = ""] = block.labels;
  const { content, diagnostics: found } = block.body.content(SCHEMA);
  diagnostics.addAll(found);
  checkIdentifier(type, configError("invalid-list-type-name"), block.labelRanges[0], diagnostics);
  checkIdentifier(name, configError("invalid-list-name"), block.labelRanges[1], diagnostics);
  refuseCountAndForEach(content.attributes, false, diagnostics);
  const attribute = (wanted: string): Expression | undefined => content.attributes.get(wanted)?.expression;
  const provider = attribute("provider");
  const nothing: Body = block.body.partialContent(SCHEMA).remain;
  return {
    mode: "list",
    type,
    name,
    key: formatResourceName({ mode: "list", type, name }),
    config: oneConfigBlock(content.blocks, "list", diagnostics)?.body ?? nothing,
    count: attribute("count"),
    forEach: attribute("for_each"),
    dependsOn: [],
    provider: provider && decodeProviderReference(provider, "provider", diagnostics, language),
    lifecycle: undefined,
    connection: undefined,
    provisioners: [],
    inCheck: undefined,
    listing: { includeResource: attribute("include_resource"), limit: attribute("limit") },
    declRange: block.defRange,
    typeRange: block.labelRanges[0] ?? block.typeRange,
  };
}
