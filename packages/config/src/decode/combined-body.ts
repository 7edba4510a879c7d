import type { Block, Body, BodyContent, BodySchema, ContentResult, PartialContentResult } from "@tutti/hcl";
import { type Attribute, type Diagnostic, errorDiagnostic, hclError, rangeText } from "@tutti/hcl";

/** How two contents become one. */
type Combine = (contents: readonly ContentResult[]) => ContentResult;

/** Several bodies read as one: a schema is asked of each, and what they answer is put together. */
class CombinedBody implements Body {
  readonly #bodies: readonly Body[];
  readonly #combine: Combine;
  constructor(bodies: readonly Body[], combine: Combine) {
    this.#bodies = bodies;
    this.#combine = combine;
  }
  get missingItemRange(): Body["missingItemRange"] {
    const [first] = this.#bodies;
    if (first === undefined) throw new Error("a combined body needs at least one body");
    return first.missingItemRange;
  }
  content(schema: BodySchema): ContentResult {
    const lenient = optionalSchema(schema);
    const contents = this.#bodies.map((body) => body.content(lenient));
    return this.#checked(schema, this.#combine(contents));
  }
  partialContent(schema: BodySchema): PartialContentResult {
    const lenient = optionalSchema(schema);
    const parts = this.#bodies.map((body) => body.partialContent(lenient));
    const remain = new CombinedBody(
      parts.map((part) => part.remain),
      this.#combine,
    );
    return { ...this.#checked(schema, this.#combine(parts)), remain };
  }
  justAttributes(): ReturnType<Body["justAttributes"]> {
    const parts = this.#bodies.map((body) => body.justAttributes());
    const contents = parts.map(({ attributes, diagnostics }) => ({
      content: { attributes, blocks: [], missingItemRange: this.missingItemRange },
      diagnostics,
    }));
    const { content, diagnostics } = this.#combine(contents);
    return { attributes: content.attributes, diagnostics };
  }

  /** What is required may stand in any of the bodies, so it is missed only in all of them. */
  #checked(schema: BodySchema, result: ContentResult): ContentResult {
    const missing: Diagnostic[] = [];
    for (const { name, required } of schema.attributes ?? []) {
      if (required !== true || result.content.attributes.has(name)) continue;
      missing.push(
        errorDiagnostic(
          hclError("missing-required-argument"),
          `The argument "${name}" is required, but no definition was found.`,
          this.missingItemRange,
        ),
      );
    }
    if (missing.length === 0) return result;
    return { content: result.content, diagnostics: [...result.diagnostics, ...missing] };
  }
}

function optionalSchema(schema: BodySchema): BodySchema {
  return { ...schema, attributes: (schema.attributes ?? []).map(({ name }) => ({ name })) };
}

/** The parts of one block: each argument may be in one of them only. */
export function mergeBodies(bodies: readonly Body[]): Body {
  return new CombinedBody(bodies, (contents) => {
    const attributes = new Map<string, Attribute>();
    const diagnostics: Diagnostic[] = contents.flatMap((part) => part.diagnostics);
    for (const { content } of contents) {
      for (const [name, attribute] of content.attributes) {
        const first = attributes.get(name);
        if (first === undefined) attributes.set(name, attribute);
        else {
          diagnostics.push(
            errorDiagnostic(
              hclError("duplicate-argument"),
              `Argument "${name}" was already set at ${rangeText(first.nameRange)}`,
              attribute.nameRange,
            ),
          );
        }
      }
    }
    return combined(
      contents,
      attributes,
      contents.flatMap(({ content }) => content.blocks),
      diagnostics,
    );
  });
}

/** `override` over `base`: its arguments win, and its blocks of a type replace all of that type. */
export function overrideBody(base: Body, override: Body): Body {
  return new CombinedBody([base, override], (contents) => {
    const attributes = new Map<string, Attribute>();
    for (const { content } of contents)
      for (const [name, one] of content.attributes) attributes.set(name, one);
    const [lower, upper] = contents;
    const replaced = new Set((upper?.content.blocks ?? []).map(blockType));
    const kept = (lower?.content.blocks ?? []).filter((block) => !replaced.has(blockType(block)));
    const blocks = [...kept, ...(upper?.content.blocks ?? [])];
    return combined(
      contents,
      attributes,
      blocks,
      contents.flatMap((part) => part.diagnostics),
    );
  });
}

/** A `dynamic "x"` makes blocks of type `x`. */
function blockType(block: Block): string {
  return block.type === "dynamic" ? (block.labels[0] ?? block.type) : block.type;
}

function combined(
  contents: readonly ContentResult[],
  attributes: BodyContent["attributes"],
  blocks: readonly Block[],
  diagnostics: readonly Diagnostic[],
): ContentResult {
  const [first] = contents;
  if (first === undefined) throw new Error("a combined body needs at least one body");
  return { content: { attributes, blocks, missingItemRange: first.content.missingItemRange }, diagnostics };
}
