/** What a spec says of the body's schema and of the value's type. */

import { DYNAMIC, listType, mapType, objectType, STRING, setType, type Type, tupleType } from "@tutti/values";
import type { BlockHeaderSchema, BodySchema } from "../body/body.ts";
import type { Spec } from "./spec.ts";

const schemas = new WeakMap<Spec, BodySchema>();

/** The schema to ask a body for; worked out once a spec. */
export function impliedSchema(spec: Spec): BodySchema {
  let schema = schemas.get(spec);
  if (schema === undefined) {
    const attributes = new Map<string, boolean>();
    const blocks = new Map<string, BlockHeaderSchema>();
    collect(spec, attributes, blocks);
    schema = {
      attributes: [...attributes].map(([name, required]) => ({ name, required })),
      blocks: [...blocks.values()],
    };
    schemas.set(spec, schema);
  }
  return schema;
}

function collect(spec: Spec, attributes: Map<string, boolean>, blocks: Map<string, BlockHeaderSchema>): void {
  switch (spec.kind) {
    case "attribute":
      attributes.set(spec.name, attributes.get(spec.name) === true || spec.required === true);
      return;
    case "object":
      for (const member of spec.members.values()) collect(member, attributes, blocks);
      return;
    case "tuple":
      for (const item of spec.items) collect(item, attributes, blocks);
      return;
    case "default":
      collect(spec.primary, attributes, blocks);
      collect(spec.fallback, attributes, blocks);
      return;
    case "block":
    case "block-list":
    case "block-set":
    case "block-tuple":
      blocks.set(spec.type, { type: spec.type, labelNames: labelNamesIn(spec.nested) });
      return;
    case "block-map":
    case "block-object":
      blocks.set(spec.type, {
        type: spec.type,
        labelNames: [...spec.labelNames, ...labelNamesIn(spec.nested)],
      });
      return;
    case "block-attributes":
      blocks.set(spec.type, { type: spec.type });
      return;
    default:
  }
}

function labelNamesIn(spec: Spec): readonly string[] {
  switch (spec.kind) {
    case "label":
      return [spec.name];
    case "object":
      return [...spec.members.values()].flatMap(labelNamesIn);
    case "tuple":
      return spec.items.flatMap(labelNamesIn);
    case "default":
      return [...labelNamesIn(spec.primary), ...labelNamesIn(spec.fallback)];
    default:
      return [];
  }
}

/** The type of every value that the spec decodes to. */
export function impliedType(spec: Spec): Type {
  switch (spec.kind) {
    case "attribute":
      return spec.type;
    case "literal":
      return spec.value.type;
    case "object":
      return objectType([...spec.members].map(([name, member]) => [name, impliedType(member)] as const));
    case "tuple":
      return tupleType(spec.items.map(impliedType));
    case "block":
      return impliedType(spec.nested);
    case "block-list":
      return listType(impliedType(spec.nested));
    case "block-set":
      return setType(impliedType(spec.nested));
    case "block-tuple":
    case "block-object":
      return DYNAMIC;
    case "block-map":
      return spec.labelNames.reduce<Type>((type) => mapType(type), impliedType(spec.nested));
    case "block-attributes":
      return mapType(spec.element);
    case "label":
      return STRING;
    case "default":
      return impliedType(spec.primary);
  }
}
