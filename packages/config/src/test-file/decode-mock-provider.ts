import { type Block, isIdentifier, rangeText, type SourceRange } from "@tutti/hcl";
import { BAD_IDENTIFIER } from "../decode/identifier.ts";
import { decodeString } from "../decode/static-value.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { MockDefaults, MockProvider } from "../module/test-file.ts";
import { constantValue, decodeOverrides, decodePhase } from "./decode-overrides.ts";

const SCHEMA = {
  attributes: [{ name: "alias" }, { name: "source" }, { name: "override_during" }],
  blocks: [
    { type: "mock_resource", labelNames: ["type"] },
    { type: "mock_data", labelNames: ["type"] },
    { type: "override_resource" },
    { type: "override_data" },
  ],
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
  const source = attributes.get("source");
  if (source !== undefined)
    diagnostics.error(
      configError("mock-files-are-not-read"),
      "Values of mocked providers are read from the test file alone, not from a folder of mock files. Write the mock_resource and mock_data blocks here.",
      source.range,
    );
  return {
    name: block.labels[0] ?? "",
    alias,
    resources: decodeMocks("mock_resource", blocks, diagnostics),
    data: decodeMocks("mock_data", blocks, diagnostics),
    overrides: decodeOverrides(blocks, diagnostics),
    during: decodePhase(attributes.get("override_during"), diagnostics) ?? "apply",
    declRange: block.labelRanges[0] ?? block.defRange,
  };
}

function decodeMocks(
  type: "mock_resource" | "mock_data",
  blocks: readonly Block[],
  diagnostics: DiagnosticList,
): ReadonlyMap<string, MockDefaults> {
  const found = new Map<string, MockDefaults & { readonly range: SourceRange }>();
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
        `A ${type} block for ${name} has already been defined at ${rangeText(first.range)}.`,
        block.labelRanges[0],
      );
      continue;
    }
    const defaults = content.attributes.get("defaults");
    if (defaults !== undefined) constantValue(defaults, diagnostics);
    const during = decodePhase(content.attributes.get("override_during"), diagnostics);
    found.set(name, { values: defaults?.expression, during, range: block.defRange });
  }
  return found;
}
