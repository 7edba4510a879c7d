import { type BlockDefinition, block, type NestedBlockDefinition } from "@tutti/plugin";
import type { Attribute, Role } from "./attribute.ts";

/** How many blocks of a name there may be, and what they are together. */
export type BlockNesting = "single" | "list" | "set" | "map";

/** A kind of nested block. */
export interface Block<S extends Schema, N extends BlockNesting> {
  readonly kind: "block";
  readonly nesting: N;
  readonly schema: S;
  readonly options: BlockOptions;
}

interface BlockOptions {
  readonly description?: string;
  readonly deprecated?: boolean;
  /** A change within needs a new object. */
  readonly forceNew?: boolean;
  readonly minItems?: number;
  readonly maxItems?: number;
}

type Single = Omit<BlockOptions, "minItems" | "maxItems">;

/** What can be written in a block, and what is told of it: attributes and nested blocks by their names. */
export interface Schema {
  readonly [name: string]: Attribute<unknown, Role> | Block<Schema, BlockNesting>;
}

/** A block that may stand once; undefined where it does not. */
export function blockSingle<const S extends Schema>(schema: S, options: Single = {}): Block<S, "single"> {
  return { kind: "block", nesting: "single", schema, options };
}

/** Blocks in order. */
export function blockList<const S extends Schema>(schema: S, options: BlockOptions = {}): Block<S, "list"> {
  return { kind: "block", nesting: "list", schema, options };
}

/** Blocks whose order does not count. */
export function blockSet<const S extends Schema>(schema: S, options: BlockOptions = {}): Block<S, "set"> {
  return { kind: "block", nesting: "set", schema, options };
}

/** Blocks with a label each: `block "label" { … }`. */
export function blockMap<const S extends Schema>(schema: S, options: Single = {}): Block<S, "map"> {
  return { kind: "block", nesting: "map", schema, options };
}

/** A schema as the kit below knows it. */
export function definedBlock(schema: Schema, description?: string): BlockDefinition {
  const attributes: Record<string, Attribute<unknown, Role>["definition"]> = {};
  const blocks: Record<string, NestedBlockDefinition> = {};
  for (const [name, member] of Object.entries(schema)) {
    if (member.kind === "attribute") attributes[name] = member.definition;
    else blocks[name] = nestedBlock(member);
  }
  const made = block(attributes, blocks);
  return description === undefined ? made : { ...made, description };
}

function nestedBlock({ nesting, schema, options }: Block<Schema, BlockNesting>): NestedBlockDefinition {
  const { description, deprecated, ...rest } = options;
  const inner = definedBlock(schema, description);
  return { nesting, block: deprecated === true ? { ...inner, deprecated } : inner, ...rest };
}
