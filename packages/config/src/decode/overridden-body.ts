import type { Block, Body, BodySchema, ContentResult, PartialContentResult } from "@tutti/hcl";
import { optionalSchema } from "./combined-body.ts";

/** `override` over `base`: its arguments win, and its blocks of a type replace all of that type. */
export function overrideBody(base: Body, override: Body): Body {
  return new OverriddenBody(base, override);
}

/**
 * As Terraform has it, nothing is refused in it that its schema does not know, and what is required must stand in
 * the base, though the override sets it too.
 */
class OverriddenBody implements Body {
  readonly #base: Body;
  readonly #override: Body;
  constructor(base: Body, override: Body) {
    this.#base = base;
    this.#override = override;
  }
  get missingItemRange(): Body["missingItemRange"] {
    return this.#base.missingItemRange;
  }
  content(schema: BodySchema): ContentResult {
    const { content, diagnostics } = this.partialContent(schema);
    return { content, diagnostics };
  }
  partialContent(schema: BodySchema): PartialContentResult {
    const lower = this.#base.partialContent(schema);
    const upper = this.#override.partialContent(optionalSchema(schema));
    const replaced = new Set(upper.content.blocks.map(blockType));
    const kept = lower.content.blocks.filter((block) => !replaced.has(blockType(block)));
    return {
      content: {
        ...lower.content,
        attributes: new Map([...lower.content.attributes, ...upper.content.attributes]),
        blocks: [...kept, ...upper.content.blocks],
      },
      diagnostics: [...lower.diagnostics, ...upper.diagnostics],
      remain: new OverriddenBody(lower.remain, upper.remain),
    };
  }
  justAttributes(): ReturnType<Body["justAttributes"]> {
    const [lower, upper] = [this.#base.justAttributes(), this.#override.justAttributes()];
    return {
      attributes: new Map([...lower.attributes, ...upper.attributes]),
      diagnostics: [...lower.diagnostics, ...upper.diagnostics],
    };
  }
}

/** A `dynamic "x"` makes blocks of type `x`. */
function blockType(block: Block): string {
  return block.type === "dynamic" ? (block.labels[0] ?? block.type) : block.type;
}
