import { formatResourceName } from "@tutti/addresses";
import type { Block } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import type { LanguageFeatures } from "../features.ts";
import { decodeProviderBlock } from "./provider-block.ts";
import type { ResourceDecl } from "./resource.ts";

const ARGUMENTS = [
  { name: "provider", required: true },
  { name: "count" },
  { name: "for_each" },
  { name: "include_resource" },
  { name: "limit" },
];

/** `list "TYPE" "NAME"` of a query file. */
export function decodeList(
  block: Block,
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): ResourceDecl {
  const { attribute, ...shared } = decodeProviderBlock(block, "list", ARGUMENTS, language, diagnostics);
  return {
    ...shared,
    mode: "list",
    key: formatResourceName({ mode: "list", type: shared.type, name: shared.name }),
    dependsOn: [],
    lifecycle: undefined,
    connection: undefined,
    provisioners: [],
    inCheck: undefined,
    listing: { includeResource: attribute("include_resource"), limit: attribute("limit") },
  };
}
