import { type Block, rangeText } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import { PLAIN_LANGUAGE } from "../features.ts";
import type { Check, CheckRule } from "../module/check.ts";
import { decodeCheckRule } from "./check-rule.ts";
import { checkIdentifier } from "./identifier.ts";
import { decodeResource, type ResourceDecl } from "./resource.ts";

const SCHEMA = {
  blocks: [{ type: "data", labelNames: ["type", "name"] }, { type: "assert" }],
};

export interface CheckDecl {
  readonly check: Check;
  readonly data: ResourceDecl | undefined;
}

export function decodeCheck(block: Block, diagnostics: DiagnosticList): CheckDecl {
  const name = block.labels[0] ?? "";
  const { content, diagnostics: found } = block.body.content(SCHEMA);
  diagnostics.addAll(found);
  checkIdentifier(name, configError("invalid-check-block-name"), block.labelRanges[0], diagnostics);
  const asserts: CheckRule[] = [];
  let data: ResourceDecl | undefined;
  for (const inner of content.blocks) {
    if (inner.type === "assert") {
      const before = diagnostics.errorCount;
      const rule = decodeCheckRule(inner, diagnostics);
      if (diagnostics.errorCount === before) asserts.push(rule);
      continue;
    }
    if (data !== undefined) {
      diagnostics.error(
        configError("multiple-data-resource-blocks"),
        `This check block already has a data resource defined at ${rangeText(data.declRange)}.`,
        inner.defRange,
      );
      continue;
    }
    const before = diagnostics.errorCount;
    const decoded = decodeResource(inner, "data", { language: PLAIN_LANGUAGE, inCheck: name }, diagnostics);
    if (diagnostics.errorCount === before) data = decoded;
  }
  // As recorded: a block whose assertions all have errors is told that it has none.
  if (asserts.length === 0) {
    diagnostics.error(
      configError("zero-assert-blocks"),
      "Check blocks must have at least one assert block.",
      block.defRange,
    );
  }
  return { check: { name, dataResource: data?.key, asserts, declRange: block.defRange }, data };
}
