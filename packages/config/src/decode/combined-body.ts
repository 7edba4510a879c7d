import type {
  Attribute,
  Body,
  BodySchema,
  ContentResult,
  Diagnostic,
  PartialContentResult,
} from "@tutti/hcl";
import { errorDiagnostic, hclError, rangeText } from "@tutti/hcl";

/** The parts of one block: each argument may be in one of them only. */
export function mergeBodies(bodies: readonly Body[]): Body {
  return new CombinedBody(bodies);
}

/** Several bodies read as one: a schema is asked of each, and what they answer is put together. */
class CombinedBody implements Body {
  readonly #bodies: readonly Body[];
  constructor(bodies: readonly Body[]) {
    this.#bodies = bodies;
  }
  get missingItemRange(): Body["missingItemRange"] {
    const [first] = this.#bodies;
    if (first === undefined) throw new Error("a combined body needs at least one body");
    return first.missingItemRange;
  }
  content(schema: BodySchema): ContentResult {
    const lenient = optionalSchema(schema);
    return this.#checked(schema, this.#combine(this.#bodies.map((body) => body.content(lenient))));
  }
  partialContent(schema: BodySchema): PartialContentResult {
    const lenient = optionalSchema(schema);
    const parts = this.#bodies.map((body) => body.partialContent(lenient));
    const remain = new CombinedBody(parts.map((part) => part.remain));
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

  #combine(contents: readonly ContentResult[]): ContentResult {
    const attributes = new Map<string, Attribute>();
    const diagnostics: Diagnostic[] = contents.flatMap((part) => part.diagnostics);
    for (const [name, attribute] of contents.flatMap(({ content }) => [...content.attributes])) {
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
    const blocks = contents.flatMap(({ content }) => content.blocks);
    return { content: { attributes, blocks, missingItemRange: this.missingItemRange }, diagnostics };
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

/** The same, with nothing required. */
export function optionalSchema(schema: BodySchema): BodySchema {
  return { ...schema, attributes: (schema.attributes ?? []).map(({ name }) => ({ name })) };
}
