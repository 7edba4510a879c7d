/** A provider's own schemas as a plugin says them: the way back of `values/decode-schema.ts`. */

import type {
  AttributeSchema,
  BlockSchema,
  FunctionSchema,
  IdentitySchema,
  NestedBlockSchema,
  ParameterSchema,
  ProviderSchema,
  Schema,
} from "@tutti/plugin";
import { encodeTypeJson, type Type } from "@tutti/values";
import {
  Schema_Object_NestingMode as Inside,
  Schema_NestedBlock_NestingMode as Nesting,
} from "../gen/tfplugin6_pb.js";

/** The answer to `GetProviderSchema`. Version 5 of the protocol knows no parts of attributes: there they are objects. */
export function encodeProviderSchema(schema: ProviderSchema, protocol: 5 | 6, takesMoves: boolean): object {
  const encode = (one: Schema): object => encodeSchema(one, protocol);
  return {
    provider: encode(schema.provider),
    ...(schema.providerMeta === undefined ? {} : { providerMeta: encode(schema.providerMeta) }),
    resourceSchemas: each(schema.resourceTypes, encode),
    dataSourceSchemas: each(schema.dataSources, encode),
    ephemeralResourceSchemas: each(schema.ephemeralTypes, encode),
    listResourceSchemas: each(schema.lists, encode),
    actionSchemas: each(schema.actions, (one) => ({ schema: encode(one) })),
    functions: each(schema.functions, encodeFunction),
    serverCapabilities: { getProviderSchemaOptional: true, moveResourceState: takesMoves },
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

function encodeSchema({ version, block }: Schema, protocol: 5 | 6): object {
  return { version: BigInt(version), block: encodeBlock(block, protocol) };
}

function encodeBlock({ attributes, blocks, ...rest }: BlockSchema, protocol: 5 | 6): object {
  return {
    attributes: [...attributes].map(([name, attribute]) => encodeAttribute(name, attribute, protocol)),
    blockTypes: [...blocks].map(([name, nested]) => encodeNested(name, nested, protocol)),
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

function encodeAttribute(name: string, attribute: AttributeSchema, protocol: 5 | 6): object {
  const { type, nested, required, optional, computed, sensitive, writeOnly } = attribute;
  return {
    name,
    ...(nested === undefined || protocol === 5
      ? { type: typeBytes(type) }
      : {
          nestedType: {
            nesting: INSIDE[nested.nesting],
            attributes: [...nested.attributes].map(([inner, part]) => encodeAttribute(inner, part, protocol)),
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

function encodeNested(
  typeName: string,
  { nesting, block, minItems, maxItems }: NestedBlockSchema,
  protocol: 5 | 6,
): object {
  return {
    typeName,
    nesting: BLOCKS[nesting],
    block: encodeBlock(block, protocol),
    minItems: BigInt(minItems ?? 0),
    maxItems: BigInt(maxItems ?? 0),
  };
}

function encodeIdentity({ version, attributes }: IdentitySchema): object {
  return {
    version: BigInt(version),
    identityAttributes: [...attributes].map(([name, { type, requiredForImport, description }]) => ({
      name,
      description: description ?? "",
      type: typeBytes(type),
      requiredForImport: requiredForImport === true,
      optionalForImport: requiredForImport !== true,
    })),
  };
}

/** A function as the plugin describes it. */
export function encodeFunction(schema: FunctionSchema): object {
  const { parameters, variadic, returnType, summary, description } = schema;
  return {
    parameters: parameters.map(encodeParameter),
    ...(variadic === undefined ? {} : { variadicParameter: encodeParameter(variadic) }),
    return: { type: typeBytes(returnType) },
    summary: summary ?? "",
    description: description ?? "",
  };
}

function encodeParameter({ name, type, allowNull, allowUnknown, description }: ParameterSchema): object {
  return {
    name,
    type: typeBytes(type),
    allowNullValue: allowNull === true,
    allowUnknownValues: allowUnknown === true,
    description: description ?? "",
  };
}

function typeBytes(type: Type): Uint8Array {
  return new TextEncoder().encode(encodeTypeJson(type));
}
