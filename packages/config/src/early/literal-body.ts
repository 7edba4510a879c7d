import type {
  Attribute,
  Block,
  Body,
  BodyContent,
  BodySchema,
  ContentResult,
  Diagnostic,
  PartialContentResult,
} from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { isLiteral } from "../decode/static-value.ts";

type ValueOf = (attribute: Attribute) => {
  readonly value: Value | undefined;
  readonly diagnostics: readonly Diagnostic[];
};

/** A body in which what is no literal stands as the literal that it comes to. */
export function literalBody(body: Body, evaluateEarly: ValueOf): Body {
  const literal = (result: ContentResult): ContentResult => {
    const { attributes, diagnostics } = literalAttributes(result.content.attributes, evaluateEarly);
    const blocks = result.content.blocks.map(
      (block): Block => ({ ...block, body: literalBody(block.body, evaluateEarly) }),
    );
    const content: BodyContent = { ...result.content, attributes, blocks };
    return { content, diagnostics: [...result.diagnostics, ...diagnostics] };
  };
  return {
    missingItemRange: body.missingItemRange,
    content: (schema: BodySchema) => literal(body.content(schema)),
    partialContent: (schema: BodySchema): PartialContentResult => {
      const found = body.partialContent(schema);
      return { ...literal(found), remain: literalBody(found.remain, evaluateEarly) };
    },
    justAttributes: () => {
      const found = body.justAttributes();
      const { attributes, diagnostics } = literalAttributes(found.attributes, evaluateEarly);
      return { attributes, diagnostics: [...found.diagnostics, ...diagnostics] };
    },
  };
}

function literalAttributes(
  found: ReadonlyMap<string, Attribute>,
  evaluateEarly: ValueOf,
): { readonly attributes: ReadonlyMap<string, Attribute>; readonly diagnostics: readonly Diagnostic[] } {
  const attributes = new Map<string, Attribute>();
  const all: Diagnostic[] = [];
  for (const [name, attribute] of found) {
    if (isLiteral(attribute.expression)) {
      attributes.set(name, attribute);
      continue;
    }
    const { value, diagnostics } = evaluateEarly(attribute);
    all.push(...diagnostics);
    const { range } = attribute.expression;
    if (value !== undefined)
      attributes.set(name, { ...attribute, expression: { kind: "literal", value, range } });
  }
  return { attributes, diagnostics: all };
}
