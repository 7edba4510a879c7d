/** Blocks in JSON: one object per label, and an object or an array of them for the content. */

import { goQuote } from "@tutti/values";
import { type JsonMember, type JsonNode, startRangeOfNode } from "../ast/json-node.ts";
import type { Block, BlockHeaderSchema, Body } from "../body/body.ts";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import type { SourceRange } from "../source/range.ts";

export interface Members {
  readonly members: readonly JsonMember[];
  readonly diagnostics: Diagnostic[];
}

/** The members of an object, or of all objects of an array, in order. `labelName` says what they are, for messages. */
export function collectMembers(node: JsonNode, labelName: string | undefined): Members {
  const purpose =
    labelName === undefined
      ? "to define arguments and child blocks"
      : `to specify ${labelName} labels for this block`;
  const wrongType = (wrong: JsonNode, want: string): Diagnostic =>
    errorDiagnostic(
      hclError("incorrect-json-value-type"),
      `${want} is required here, ${purpose}.`,
      startRangeOfNode(wrong),
    );
  switch (node.kind) {
    case "null":
      return { members: [], diagnostics: [] };
    case "object":
      return { members: node.members, diagnostics: [] };
    case "array": {
      const diagnostics: Diagnostic[] = [];
      const members: JsonMember[] = [];
      for (const item of node.items) {
        if (item.kind !== "object") diagnostics.push(wrongType(item, "A JSON object"));
        else for (const member of item.members) members.push(member);
      }
      return { members, diagnostics };
    }
    default:
      return {
        members: [],
        diagnostics: [wrongType(node, "Either a JSON object or JSON array of objects")],
      };
  }
}

export interface Unpacked {
  readonly blocks: readonly Block[];
  readonly diagnostics: readonly Diagnostic[];
}

export function unpackBlocks(
  member: JsonMember,
  header: BlockHeaderSchema,
  bodyOf: (node: JsonNode) => Body,
): Unpacked {
  const blocks: Block[] = [];
  const diagnostics: Diagnostic[] = [];
  const labelNames = header.labelNames ?? [];

  const unpack = (node: JsonNode, labels: readonly string[], labelRanges: readonly SourceRange[]): void => {
    const labelName = labelNames[labels.length];
    if (labelName === undefined) {
      const content = contentNodes(node);
      if (content === undefined) diagnostics.push(wrongContent(header.type, node));
      for (const item of content ?? []) {
        blocks.push({
          type: header.type,
          labels,
          body: bodyOf(item),
          defRange: startRangeOfNode(node),
          typeRange: member.nameRange,
          labelRanges,
        });
      }
      return;
    }
    const inner = collectMembers(node, labelName);
    diagnostics.push(...inner.diagnostics);
    if (inner.members.length === 0) {
      diagnostics.push(
        errorDiagnostic(
          hclError("missing-block-label"),
          `At least one object property is required, whose name represents the ${header.type} block's ${labelName}.`,
          startRangeOfNode(node),
        ),
      );
    }
    for (const { name, nameRange, value } of inner.members) {
      unpack(value, [...labels, name], [...labelRanges, nameRange]);
    }
  };

  unpack(member.value, [], []);
  return { blocks, diagnostics };
}

/** One node a block; undefined where none can be read out of it. */
function contentNodes(node: JsonNode): readonly JsonNode[] | undefined {
  switch (node.kind) {
    case "null":
      return [];
    case "object":
      return [node];
    case "array":
      return node.items;
    default:
      return undefined;
  }
}

function wrongContent(type: string, node: JsonNode): Diagnostic {
  return errorDiagnostic(
    hclError("incorrect-json-value-type"),
    `Either a JSON object or a JSON array is required, representing the contents of one or more ${goQuote(type)} blocks.`,
    startRangeOfNode(node),
  );
}
