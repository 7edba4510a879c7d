/** What a `.hcldec` file asks for, as a spec. */

import { evaluate, type NativeBlock, type NativeBody, type Spec } from "@tutti/hcl";
import { NULL, type Value } from "@tutti/values";
import { readType } from "./read-type.ts";

export interface SuiteSpec {
  readonly spec: Spec;
  /** Undefined where variables may not be used at all. */
  readonly variables: ReadonlyMap<string, Value> | undefined;
}

export function readSuiteSpec(body: NativeBody): SuiteSpec {
  let variables: Map<string, Value> | undefined;
  let spec: Spec | undefined;
  for (const block of body.blocks) {
    if (block.type === "variables") {
      variables ??= new Map();
      for (const [name, { expression }] of block.body.attributes) {
        variables.set(name, evaluate(expression).value);
      }
    } else spec = readSpec(block, undefined);
  }
  if (spec === undefined) throw new TypeError("the suite's file holds no spec");
  return { spec, variables };
}

function readSpec(block: NativeBlock, name: string | undefined): Spec {
  const { body } = block;
  const value = (argument: string): Value => {
    const attribute = body.attributes.get(argument);
    return attribute === undefined ? NULL : evaluate(attribute.expression).value;
  };
  const text = (argument: string): string | undefined => {
    const given = value(argument);
    return given.isNull ? undefined : given.asString;
  };
  const nested = (): Spec => {
    const [inner] = body.blocks;
    if (inner === undefined) throw new TypeError(`the suite's ${block.type} holds no spec`);
    return readSpec(inner, undefined);
  };
  const required = !value("required").isNull && value("required").asBool;
  const type = text("block_type") ?? name ?? "";
  switch (block.type) {
    case "object":
      return { kind: "object", members: new Map(body.blocks.map(readMember)) };
    case "array":
      return { kind: "tuple", items: body.blocks.map((inner) => readSpec(inner, undefined)) };
    case "attr": {
      const wanted = body.attributes.get("type");
      if (wanted === undefined) throw new TypeError("the suite's attr has no type");
      return {
        kind: "attribute",
        name: text("name") ?? name ?? "",
        type: readType(wanted.expression),
        required,
      };
    }
    case "literal":
      return { kind: "literal", value: value("value") };
    case "block":
      return { kind: "block", type, nested: nested(), required };
    case "block_list":
      return { kind: "block-list", type, nested: nested() };
    case "block_set":
      return { kind: "block-set", type, nested: nested() };
    case "block_map":
      return {
        kind: "block-map",
        type,
        nested: nested(),
        labelNames: value("labels").asItems.map((label) => label.asString),
      };
    default:
      throw new TypeError(`the suite asks for ${block.type}, which is not known here`);
  }
}

function readMember(block: NativeBlock): readonly [string, Spec] {
  const [name = ""] = block.labels;
  return [name, readSpec(block, name)];
}
