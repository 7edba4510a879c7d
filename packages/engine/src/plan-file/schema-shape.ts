/** The schemas of providers as a plan file must hold them; with what their owners say in them beside. */

import type {
  AttributeSchema,
  BlockSchema,
  FunctionSchema,
  IdentityAttribute,
  IdentitySchema,
  NestedAttributes,
  NestedBlockSchema,
  ParameterSchema,
  ProviderSchema,
  Schema,
} from "@tutti/plugin";
import type { Type } from "@tutti/values";
import {
  eachOf,
  mapOf,
  oneOf,
  optional,
  recordWith,
  type Shape,
  setOf,
  text,
  truth,
  variants,
  whole,
} from "./shape.ts";

const innerType: Shape<Type> = (thing) => type(thing);

const type = variants<Type>({
  dynamic: {},
  string: {},
  number: {},
  bool: {},
  list: { element: innerType },
  set: { element: innerType },
  map: { element: innerType },
  tuple: { elements: eachOf(innerType) },
  object: { attributes: mapOf(innerType), optional: setOf(text) },
});

const innerAttribute: Shape<AttributeSchema> = (thing) => attribute(thing);

const attribute = recordWith<AttributeSchema>({
  type,
  nested: optional(
    recordWith<NestedAttributes>({
      nesting: oneOf("single", "list", "set", "map"),
      attributes: mapOf(innerAttribute),
    }),
  ),
  required: optional(truth),
  optional: optional(truth),
  computed: optional(truth),
  sensitive: optional(truth),
  writeOnly: optional(truth),
  deprecated: optional(truth),
  description: optional(text),
  descriptionKind: optional(oneOf("markdown")),
});

const innerBlock: Shape<BlockSchema> = (thing) => block(thing);

const nestedBlock = recordWith<NestedBlockSchema>({
  nesting: oneOf("single", "group", "list", "set", "map"),
  block: innerBlock,
  minItems: optional(whole),
  maxItems: optional(whole),
});

const block = recordWith<BlockSchema>({
  attributes: mapOf(attribute),
  blocks: mapOf(nestedBlock),
  description: optional(text),
  descriptionKind: optional(oneOf("markdown")),
  deprecated: optional(truth),
});

const schema = recordWith<Schema>({ version: whole, block });

const identity = recordWith<IdentitySchema>({
  version: whole,
  attributes: mapOf(
    recordWith<IdentityAttribute>({ type, requiredForImport: optional(truth), description: optional(text) }),
  ),
});

const parameter = recordWith<ParameterSchema>({
  name: text,
  type,
  allowNull: optional(truth),
  allowUnknown: optional(truth),
  description: optional(text),
});

const providerFunction = recordWith<FunctionSchema>({
  parameters: eachOf(parameter),
  variadic: optional(parameter),
  returnType: type,
  summary: optional(text),
  description: optional(text),
});

export const providerSchema = recordWith<ProviderSchema>({
  provider: schema,
  providerMeta: optional(schema),
  resourceTypes: mapOf(schema),
  dataSources: mapOf(schema),
  ephemeralTypes: optional(mapOf(schema)),
  actions: optional(mapOf(schema)),
  lists: optional(mapOf(schema)),
  identities: optional(mapOf(identity)),
  functions: optional(mapOf(providerFunction)),
});
