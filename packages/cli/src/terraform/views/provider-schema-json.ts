import type {
  AttributeSchema,
  BlockSchema,
  FunctionSchema,
  IdentitySchema,
  ProviderSchema,
  Schema,
} from "@tutti/plugin";
import { encodeTypeJson } from "@tutti/values";

/**
 * A provider's schema as `providers schema -json` writes it. Terraform 1.11 has
 * neither identities, lists nor actions, so that without `beyond` they are left out.
 */
export function providerJson(schema: ProviderSchema, beyond: boolean): Record<string, unknown> {
  const named = <T>(map: ReadonlyMap<string, T> | undefined, encode: (value: T) => unknown): unknown =>
    map === undefined || map.size === 0
      ? undefined
      : Object.fromEntries([...map].map(([name, value]) => [name, encode(value)]));
  const { provider } = schema;
  return {
    provider:
      provider.block.attributes.size + provider.block.blocks.size === 0
        ? { version: provider.version }
        : schemaJson(provider),
    resource_schemas: named(schema.resourceTypes, schemaJson),
    data_source_schemas: named(schema.dataSources, schemaJson),
    ephemeral_resource_schemas: named(schema.ephemeralTypes, schemaJson),
    functions: named(schema.functions, functionJson),
    ...(beyond
      ? {
          resource_identity_schemas: named(schema.identities, identityJson),
          list_resource_schemas: named(schema.lists, schemaJson),
          action_schemas: named(schema.actions, schemaJson),
        }
      : {}),
  };
}

function identityJson({ version, attributes }: IdentitySchema): unknown {
  const shown = [...attributes].map(([name, { type, description, requiredForImport }]) => [
    name,
    {
      type: JSON.parse(encodeTypeJson(type)),
      ...(description === undefined ? {} : { description }),
      ...(requiredForImport === true ? { required_for_import: true } : { optional_for_import: true }),
    },
  ]);
  return { version, ...(shown.length === 0 ? {} : { attributes: Object.fromEntries(shown) }) };
}

function schemaJson({ version, block }: Schema): unknown {
  return { version, block: blockJson(block) };
}

function blockJson(block: BlockSchema): unknown {
  const attributes = Object.fromEntries(
    [...block.attributes].map(([name, value]) => [name, attributeJson(value)]),
  );
  const blocks = Object.fromEntries(
    [...block.blocks].map(([name, nested]) => [
      name,
      {
        nesting_mode: nested.nesting,
        block: blockJson(nested.block),
        ...(nested.minItems === undefined || nested.minItems === 0 ? {} : { min_items: nested.minItems }),
        ...(nested.maxItems === undefined || nested.maxItems === 0 ? {} : { max_items: nested.maxItems }),
      },
    ]),
  );
  return {
    ...(block.attributes.size === 0 ? {} : { attributes }),
    ...(block.blocks.size === 0 ? {} : { block_types: blocks }),
    ...(block.description === undefined ? {} : { description: block.description }),
    description_kind: "plain",
    ...(block.deprecated === true ? { deprecated: true } : {}),
  };
}

function attributeJson(attribute: AttributeSchema): unknown {
  const { type, description, ...rest } = attribute;
  const flag = (
    name: "required" | "optional" | "computed" | "sensitive" | "deprecated",
  ): Record<string, true> => (rest[name] === true ? { [name]: true } : {});
  return {
    type: JSON.parse(encodeTypeJson(type)),
    ...(description === undefined ? {} : { description }),
    description_kind: description === undefined ? "plain" : "markdown",
    ...flag("deprecated"),
    ...flag("required"),
    ...flag("optional"),
    ...flag("computed"),
    ...flag("sensitive"),
    ...(rest.writeOnly === true ? { write_only: true } : {}),
  };
}

function functionJson(func: FunctionSchema): unknown {
  const parameter = (one: FunctionSchema["parameters"][number]): unknown => ({
    name: one.name,
    type: JSON.parse(encodeTypeJson(one.type)),
    ...(one.description === undefined ? {} : { description: one.description }),
    ...(one.allowNull === true ? { is_nullable: true } : {}),
  });
  return {
    ...(func.description === undefined ? {} : { description: func.description }),
    ...(func.summary === undefined ? {} : { summary: func.summary }),
    return_type: JSON.parse(encodeTypeJson(func.returnType)),
    ...(func.parameters.length === 0 ? {} : { parameters: func.parameters.map(parameter) }),
    ...(func.variadic === undefined ? {} : { variadic_parameter: parameter(func.variadic) }),
  };
}
