/** A provider's own schemas as a plugin says them: the way back of `src/values/decode-schema.ts`. */

import type {
  AttributeSchema,
  BlockSchema,
  FunctionSchema,
  IdentitySchema,
  NestedBlockSchema,
  ProviderSchema,
  Schema,
} from "@tutti/plugin";
import { encodeTypeJson, type Type } from "@tutti/values";
import {
  Schema_Object_NestingMode as Inside,
  Schema_NestedBlock_NestingMode as Nesting,
} from "../src/gen/tfplugin6_pb.js";

/** The answer to `GetProviderSchema`. */
export function encodeProviderSchema(schema: ProviderSchema): object {
  return {
    provider: encodeSchema(schema.provider),
    ...(schema.providerMeta === undefined ? {} : { providerMeta: encodeSchema(schema.providerMeta) }),
    resourceSchemas: each(schema.resourceTypes, encodeSchema),
    dataSourceSchemas: each(schema.dataSources, encodeSchema),
    ephemeralResourceSchemas: each(schema.ephemeralTypes, encodeSchema),
    listResourceSchemas: each(schema.lists, encodeSchema),
    actionSchemas: each(schema.actions, (one) => ({ schema: encodeSchema(one) })),
    functions: each(schema.functions, encodeFunction),
    serverCapabilities: { getProviderSchemaOptional: true, moveResourceState: true },
  };
}

/** The answer to `GetResourceIdentitySchemas`. */
export function encodeIdentities({ identities }: ProviderSchema): object {
  return { identitySchemas: each(identities, encodeIdentity) };
}

function each<T>(
  map: ReadonlyMap<string, T> | undefined,
  encode: (one: T) => object,
): Record<string, object> {
  return Object.fromEntries([...(map ?? [])].map(([name, one]) => [name, encode(one)]));
}

function encodeSchema({ version, block }: Schema): object {
  return { version: BigInt(version), block: encodeBlock(block) };
}

function encodeBlock({ attributes, blocks, ...rest }: BlockSchema): object {
  return {
    attributes: [...attributes].map(([name, attribute]) => encodeAttribute(name, attribute)),
    blockTypes: [...blocks].map(([name, nested]) => encodeNested(name, nested)),
    ...encodeDescription(rest),
  };
}

function encodeDescription({
  description,
  descriptionKind,
  deprecated,
}: Pick<BlockSchema, "description" | "descriptionKind" | "deprecated">): object {
  return {
    description: description ?? "",
    descriptionKind: descriptionKind === "markdown" ? 1 : 0,
    deprecated: deprecated === true,
  };
}

const INSIDE = { single: Inside.SINGLE, list: Inside.LIST, set: Inside.SET, map: Inside.MAP } as const;

function encodeAttribute(name: string, attribute: AttributeSchema): object {
  const { type, nested, required, optional, computed, sensitive, writeOnly } = attribute;
  return {
    name,
    ...(nested === undefined
      ? { type: typeBytes(type) }
      : {
          nestedType: {
            nesting: INSIDE[nested.nesting],
            attributes: [...nested.attributes].map(([inner, part]) => encodeAttribute(inner, part)),
          },
        }),
    required: required === true,
    optional: optional === true,
    computed: computed === true,
    sensitive: sensitive === true,
    writeOnly: writeOnly === true,
    ...encodeDescription(attribute),
  };
}

const BLOCKS = {
  single: Nesting.SINGLE,
  group: Nesting.GROUP,
  list: Nesting.LIST,
  set: Nesting.SET,
  map: Nesting.MAP,
} as const;

function encodeNested(typeName: string, { nesting, block, minItems, maxItems }: NestedBlockSchema): object {
  return {
    typeName,
    nesting: BLOCKS[nesting],
    block: encodeBlock(block),
    minItems: BigInt(minItems ?? 0),
    maxItems: BigInt(maxItems ?? 0),
  };
}

function encodeIdentity({ version, attributes }: IdentitySchema): object {
  return {
    version: BigInt(version),
    identityAttributes: [...attributes].map(([name, { type, requiredForImport }]) => ({
      name,
      type: typeBytes(type),
      requiredForImport: requiredForImport === true,
      optionalForImport: requiredForImport !== true,
    })),
  };
}

function encodeFunction({ parameters, variadic, returnType, summary }: FunctionSchema): object {
  return {
    parameters: parameters.map(({ name, type, allowNull, allowUnknown }) => ({
      name,
      type: typeBytes(type),
      allowNullValue: allowNull === true,
      allowUnknownValues: allowUnknown === true,
    })),
    ...(variadic === undefined
      ? {}
      : { variadicParameter: { name: variadic.name, type: typeBytes(variadic.type) } }),
    return: { type: typeBytes(returnType) },
    summary: summary ?? "",
  };
}

function typeBytes(type: Type): Uint8Array {
  return new TextEncoder().encode(encodeTypeJson(type));
}
