/** A body of the JSON syntax. What is an argument and what a block, only the schema tells. */

import { goQuote } from "@tutti/values";
import { jsonExpression } from "../ast/json-expression.ts";
import { type JsonMember, type JsonNode, startRangeOfNode } from "../ast/json-node.ts";
import type {
  Attribute,
  AttributesResult,
  Block,
  Body,
  BodyContent,
  BodySchema,
  ContentResult,
  PartialContentResult,
} from "../body/body.ts";
import { missingArgument } from "../body/native-body.ts";
import { type Diagnostic, errorDiagnostic } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import { nameSuggestion } from "../source/name-suggestion.ts";
import { rangeBetween, rangeText, type SourceRange } from "../source/range.ts";
import { collectMembers, unpackBlocks } from "./json-blocks.ts";

const NONE: ReadonlySet<string> = new Set();

/** Names that are for comments. */
const COMMENT = "//";

/** A body in JSON syntax. */
export class JsonBody implements Body {
  readonly node: JsonNode;
  readonly #taken: ReadonlySet<string>;

  constructor(node: JsonNode, taken: ReadonlySet<string> = NONE) {
    this.node = node;
    this.#taken = taken;
  }

  get missingItemRange(): SourceRange {
    if (this.node.kind === "object") return this.node.closeRange;
    return startRangeOfNode(this.node);
  }

  content(schema: BodySchema): ContentResult {
    const { content, taken, diagnostics } = this.#take(schema);
    const suggestions = [
      ...(schema.attributes ?? []).map(({ name }) => name).filter((name) => !taken.has(name)),
      ...(schema.blocks ?? []).map(({ type }) => type),
    ];
    const found = [...diagnostics];
    for (const member of collectMembers(this.node, undefined).members) {
      const { name, nameRange } = member;
      if (name === COMMENT || taken.has(name)) continue;
      const similar = nameSuggestion(name, suggestions);
      const suggestion = similar === undefined ? "" : ` Did you mean ${goQuote(similar)}?`;
      found.push(
        errorDiagnostic(
          hclError("extraneous-json-object-property"),
          `No argument or block type is named ${goQuote(name)}.${suggestion}`,
          nameRange,
        ),
      );
    }
    return { content, diagnostics: found };
  }

  partialContent(schema: BodySchema): PartialContentResult {
    const { content, taken, diagnostics } = this.#take(schema);
    return { content, remain: new JsonBody(this.node, taken), diagnostics };
  }

  justAttributes(): AttributesResult {
    const attributes = new Map<string, Attribute>();
    const diagnostics: Diagnostic[] = [];
    if (this.node.kind !== "object") {
      diagnostics.push(
        errorDiagnostic(
          hclError("incorrect-json-value-type"),
          "A JSON object is required here, setting the arguments for this block.",
          startRangeOfNode(this.node),
        ),
      );
      return { attributes, diagnostics };
    }
    for (const member of this.node.members) {
      const { name, nameRange } = member;
      if (name === COMMENT || this.#taken.has(name)) continue;
      const existing = attributes.get(name);
      if (existing === undefined) attributes.set(name, attributeOf(member));
      else {
        diagnostics.push(
          errorDiagnostic(hclError("duplicate-attribute-definition"), alreadySet(name, existing), nameRange),
        );
      }
    }
    return { attributes, diagnostics };
  }

  #take(schema: BodySchema): {
    readonly content: BodyContent;
    readonly taken: Set<string>;
    readonly diagnostics: Diagnostic[];
  } {
    const { members, diagnostics } = collectMembers(this.node, undefined);
    const attributes = new Map<string, Attribute>();
    const blocks: Block[] = [];
    const taken = new Set(this.#taken);
    const attributeNames = new Set((schema.attributes ?? []).map(({ name }) => name));
    const headers = new Map((schema.blocks ?? []).map((header) => [header.type, header]));
    for (const member of members) {
      const { name } = member;
      if (this.#taken.has(name)) continue;
      const header = headers.get(name);
      if (attributeNames.has(name)) {
        const existing = attributes.get(name);
        taken.add(name);
        if (existing === undefined) attributes.set(name, attributeOf(member));
        else {
          const range = memberRange(member);
          diagnostics.push(
            errorDiagnostic(
              hclError("duplicate-argument"),
              alreadySet(name, existing),
              member.nameRange,
              range,
            ),
          );
        }
      } else if (header !== undefined) {
        taken.add(name);
        const unpacked = unpackBlocks(member, header, (node) => new JsonBody(node));
        for (const block of unpacked.blocks) blocks.push(block);
        diagnostics.push(...unpacked.diagnostics);
      }
    }
    for (const { name, required } of schema.attributes ?? []) {
      if (required === true && !attributes.has(name)) {
        diagnostics.push(missingArgument(name, this.missingItemRange));
      }
    }
    const content = { attributes, blocks, missingItemRange: this.missingItemRange };
    return { content, taken, diagnostics };
  }
}

function memberRange({ nameRange, value }: JsonMember): SourceRange {
  return rangeBetween(nameRange, value.range);
}

function attributeOf(member: JsonMember): Attribute {
  return {
    name: member.name,
    expression: jsonExpression(member.value),
    range: memberRange(member),
    nameRange: member.nameRange,
  };
}

function alreadySet(name: string, existing: Attribute): string {
  return `The argument ${goQuote(name)} was already set at ${rangeText(existing.range)}.`;
}
