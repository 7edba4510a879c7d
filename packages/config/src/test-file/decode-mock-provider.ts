import { type Block, type Body, isIdentifier, rangeText } from "@tutti/hcl";
import { BAD_IDENTIFIER } from "../decode/identifier.ts";
import { decodeString } from "../decode/static-value.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { MockData, MockDefaults, MockProvider } from "../module/test-file.ts";
import { constantValue, decodeOverrides, decodePhase } from "./decode-overrides.ts";

const DATA = [
  { type: "mock_resource", labelNames: ["type"] },
  { type: "mock_data", labelNames: ["type"] },
  { type: "override_resource" },
  { type: "override_data" },
];

const SCHEMA = {
  attributes: [{ name: "alias" }, { name: "source" }, { name: "override_during" }],
  blocks: DATA,
};

export function decodeMockProvider(block: Block, diagnostics: DiagnosticList): MockProvider {
  const { content, diagnostics: found } = block.body.content(SCHEMA);
  diagnostics.addAll(found);
  const { attributes, blocks } = content;
  const alias = decodeString(attributes.get("alias"), diagnostics);
  if (alias !== undefined && !isIdentifier(alias))
    diagnostics.error(
      configError("invalid-provider-configuration-alias"),
      `An alias must be a valid name. ${BAD_IDENTIFIER}`,
      attributes.get("alias")?.expression.range,
    );
  const folder = decodeString(attributes.get("source"), diagnostics) ?? "";
  return {
    name: block.labels[0] ?? "",
    alias,
    source: folder === "" ? undefined : { folder, range: block.defRange },
    ...decodeMockData(blocks, diagnostics),
    during: decodePhase(attributes.get("override_during"), diagnostics) ?? "apply",
    declRange: block.labelRanges[0] ?? block.defRange,
  };
}

/** A `.tfmock.hcl` file. */
export function decodeMockFile(body: Body, diagnostics: DiagnosticList): MockData {
  const { content, diagnostics: found } = body.content({ blocks: DATA });
  diagnostics.addAll(found);
  return decodeMockData(content.blocks, diagnostics);
}

function decodeMockData(blocks: readonly Block[], diagnostics: DiagnosticList): MockData {
  return {
    resources: decodeMocks("mock_resource", blocks, diagnostics),
    data: decodeMocks("mock_data", blocks, diagnostics),
    overrides: decodeOverrides(blocks, diagnostics),
  };
}

function decodeMocks(
  type: "mock_resource" | "mock_data",
  blocks: readonly Block[],
  diagnostics: DiagnosticList,
): ReadonlyMap<string, MockDefaults> {
  const found = new Map<string, MockDefaults>();
  for (const block of blocks) {
    if (block.type !== type) continue;
    const { content, diagnostics: wrong } = block.body.content({
      attributes: [{ name: "defaults" }, { name: "override_during" }],
    });
    diagnostics.addAll(wrong);
    const name = block.labels[0] ?? "";
    const first = found.get(name);
    if (first !== undefined) {
      diagnostics.error(
        configError("duplicate-mock-block", type),
        `A ${type} block for ${name} has already been defined at ${rangeText(first.declRange)}.`,
        block.labelRanges[0],
      );
      continue;
    }
    const defaults = content.attributes.get("defaults");
    if (defaults !== undefined) constantValue(defaults, diagnostics);
    const during = decodePhase(content.attributes.get("override_during"), diagnostics);
    const typeRange = block.labelRanges[0] ?? block.defRange;
    found.set(name, { values: defaults?.expression, during, typeRange, declRange: block.defRange });
  }
  return found;
}
