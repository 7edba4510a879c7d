/** What a plugin says of itself, as the rest of the program knows it. */

import {
  type AttributeSchema,
  type BlockSchema,
  type IdentitySchema,
  type NestedBlockSchema,
  type Nesting,
  nestedAttributeType,
  type Schema,
} from "@tutti/plugin";
import { decodeTypeJson, JsonSyntaxError, parseJson, type Type } from "@tutti/values";
import type {
  ResourceIdentitySchema,
  Schema_Attribute,
  Schema_Block,
  Schema_NestedBlock,
  Schema_Object,
  Schema as WireSchema,
} from "../gen/tfplugin6_pb.js";
import {
  Schema_NestedBlock_NestingMode,
  Schema_Object_NestingMode,
  StringKind,
} from "../gen/tfplugin6_pb.js";

/** A plugin whose description makes no sense. */
export class UnreadableSchema extends Error {}

/** Of a block that the plugin left out nothing is known, and nothing can be given. */
export function decodeSchema(wire: WireSchema | undefined): Schema {
  return { version: Number(wire?.version ?? 0), block: decodeBlock(wire?.block) };
}

function decodeBlock(wire: Schema_Block | undefined): BlockSchema {
  return {
    attributes: new Map(wire?.attributes.map((attribute) => [attribute.name, decodeAttribute(attribute)])),
    blocks: new Map(wire?.blockTypes.map((nested) => [nested.typeName, decodeNested(nested)])),
    ...described(wire),
  };
}

type Described = Pick<Schema_Block, "description" | "descriptionKind" | "deprecated">;

function described(
  wire: Described | undefined,
): Pick<BlockSchema, "description" | "descriptionKind" | "deprecated"> {
  return {
    ...(wire === undefined || wire.description === "" ? {} : { description: wire.description }),
    ...(wire?.descriptionKind === StringKind.MARKDOWN ? { descriptionKind: "markdown" } : {}),
    ...(wire?.deprecated === true ? { deprecated: true } : {}),
  };
}

/** Members that version 5 does not have are missing in its messages. */
function decodeAttribute(wire: Schema_Attribute): AttributeSchema {
  const nested =
    wire.nestedType === undefined ? undefined : decodeNestedAttributes(wire.name, wire.nestedType);
  return {
    type: nested === undefined ? decodeType(wire.name, wire.type) : nestedAttributeType(nested),
    ...(nested === undefined ? {} : { nested }),
    ...(wire.required ? { required: true } : {}),
    ...(wire.optional ? { optional: true } : {}),
    ...(wire.computed ? { computed: true } : {}),
    ...(wire.sensitive ? { sensitive: true } : {}),
    ...(wire.writeOnly ? { writeOnly: true } : {}),
    ...described(wire),
  };
}

const ATTRIBUTE_NESTINGS = {
  [Schema_Object_NestingMode.SINGLE]: "single",
  [Schema_Object_NestingMode.LIST]: "list",
  [Schema_Object_NestingMode.SET]: "set",
  [Schema_Object_NestingMode.MAP]: "map",
  [Schema_Object_NestingMode.INVALID]: undefined,
} as const;

function decodeNestedAttributes(
  name: string,
  { nesting, attributes }: Schema_Object,
): NonNullable<AttributeSchema["nested"]> {
  const mode = ATTRIBUTE_NESTINGS[nesting];
  if (mode === undefined) throw new UnreadableSchema(`the attribute ${name} is nested in no known way`);
  return { nesting: mode, attributes: new Map(attributes.map((part) => [part.name, decodeAttribute(part)])) };
}

const BLOCK_NESTINGS: Readonly<Record<Schema_NestedBlock_NestingMode, Nesting | undefined>> = {
  [Schema_NestedBlock_NestingMode.SINGLE]: "single",
  [Schema_NestedBlock_NestingMode.GROUP]: "group",
  [Schema_NestedBlock_NestingMode.LIST]: "list",
  [Schema_NestedBlock_NestingMode.SET]: "set",
  [Schema_NestedBlock_NestingMode.MAP]: "map",
  [Schema_NestedBlock_NestingMode.INVALID]: undefined,
};

function decodeNested(wire: Schema_NestedBlock): NestedBlockSchema {
  const nesting = BLOCK_NESTINGS[wire.nesting];
  if (nesting === undefined)
    throw new UnreadableSchema(`the block ${wire.typeName} is nested in no known way`);
  return {
    nesting,
    block: decodeBlock(wire.block),
    ...(wire.minItems > 0n ? { minItems: Number(wire.minItems) } : {}),
    ...(wire.maxItems > 0n ? { maxItems: Number(wire.maxItems) } : {}),
  };
}

/** `"string"`, `["list","string"]` … as bytes. */
export function decodeType(name: string, bytes: Uint8Array): Type {
  const json = parseJson(new TextDecoder().decode(bytes));
  const type = json instanceof JsonSyntaxError ? undefined : decodeTypeJson(json);
  if (type === undefined) throw new UnreadableSchema(`${name} has no known type`);
  return type;
}

/** What tells the objects of a type apart. */
export function decodeIdentity({ version, identityAttributes }: ResourceIdentitySchema): IdentitySchema {
  return {
    version: Number(version),
    attributes: new Map(
      identityAttributes.map(({ name, type, requiredForImport, description }) => [
        name,
        {
          type: decodeType(name, type),
          ...(requiredForImport ? { requiredForImport: true } : {}),
          ...(description === "" ? {} : { description }),
        },
      ]),
    ),
  };
}
