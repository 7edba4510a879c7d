import type { Attribute, Block } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Moved, MoveEndpoint } from "../module/refactoring.ts";
import { addressOfTraversal } from "../reference/address-traversal.ts";
import { referenceIn } from "./static-view.ts";

const SCHEMA = {
  attributes: [
    { name: "from", required: true },
    { name: "to", required: true },
  ],
};

export function decodeMoved(block: Block, diagnostics: DiagnosticList): Moved | undefined {
  const { content, diagnostics: found } = block.body.content(SCHEMA);
  diagnostics.addAll(found);
  const from = decodeEndpoint(content.attributes.get("from"), diagnostics);
  const to = decodeEndpoint(content.attributes.get("to"), diagnostics);
  if (from === undefined || to === undefined) return undefined;
  if (from.kind !== to.kind) {
    diagnostics.error(
      configError("invalid-moved-addresses"),
      'The "from" and "to" addresses must either both refer to resources or both refer to modules.',
      block.defRange,
    );
    return undefined;
  }
  return { from, to, declRange: block.defRange };
}

function decodeEndpoint(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): MoveEndpoint | undefined {
  if (attribute === undefined) return undefined;
  const traversal = referenceIn(attribute.expression, diagnostics);
  return traversal === undefined ? undefined : addressOfTraversal(traversal, diagnostics);
}
