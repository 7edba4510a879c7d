import { create } from "@bufbuild/protobuf";
import { BOOL, listType, mapType, NUMBER, objectType, STRING, setType, typesEqual } from "@tutti/values";
import { describe, expect, test } from "vitest";
import {
  FunctionSchema,
  Schema_Object_NestingMode as Inside,
  Schema_NestedBlock_NestingMode as Nesting,
  ResourceIdentitySchemaSchema,
  SchemaSchema,
  StringKind,
} from "../gen/tfplugin6_pb.js";
import { decodeFunction } from "./decode-function.ts";
import { decodeIdentity, decodeSchema, decodeType, UnreadableSchema } from "./decode-schema.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = bytes('"string"');

test.each([
  ['"string"', STRING],
  ['"number"', NUMBER],
  ['"bool"', BOOL],
  ['["list","string"]', listType(STRING)],
  ['["set","number"]', setType(NUMBER)],
  ['["map",["list","bool"]]', mapType(listType(BOOL))],
  ['["object",{"a":"string"}]', objectType({ a: STRING })],
])("the type %s", (json, type) => {
  expect(typesEqual(decodeType("a", bytes(json)), type)).toBe(true);
});

test.each(["", "{", '"text"', '["list"]', "5"])("%j is no type", (json) => {
  expect(() => decodeType("a", bytes(json))).toThrow(new UnreadableSchema("a has no known type"));
});

test("a schema that the plugin left out is empty", () => {
  expect(decodeSchema(undefined)).toEqual({
    version: 0,
    block: { attributes: new Map(), blocks: new Map() },
  });
});

test("only what is said of an attribute stands in its schema", () => {
  const schema = decodeSchema(
    create(SchemaSchema, {
      version: 3n,
      block: {
        description: "all of it",
        descriptionKind: StringKind.MARKDOWN,
        deprecated: true,
        attributes: [
          { name: "plain", type: text, optional: true },
          {
            name: "all",
            type: text,
            required: true,
            computed: true,
            sensitive: true,
            writeOnly: true,
            deprecated: true,
            description: "what it is",
          },
        ],
      },
    }),
  );
  expect(schema.version).toBe(3);
  expect(schema.block).toMatchObject({
    description: "all of it",
    descriptionKind: "markdown",
    deprecated: true,
  });
  expect(schema.block.attributes.get("plain")).toEqual({ type: STRING, optional: true });
  expect(schema.block.attributes.get("all")).toEqual({
    type: STRING,
    required: true,
    computed: true,
    sensitive: true,
    writeOnly: true,
    deprecated: true,
    description: "what it is",
  });
});

describe("nested attributes", () => {
  const object = objectType({ a: STRING });
  test.each([
    [Inside.SINGLE, "single", object],
    [Inside.LIST, "list", listType(object)],
    [Inside.SET, "set", setType(object)],
    [Inside.MAP, "map", mapType(object)],
  ] as const)("of mode %i are %s", (nesting, mode, type) => {
    const { block } = decodeSchema(
      create(SchemaSchema, {
        block: {
          attributes: [
            {
              name: "n",
              optional: true,
              nestedType: { nesting, attributes: [{ name: "a", type: text, required: true }] },
            },
          ],
        },
      }),
    );
    const found = block.attributes.get("n");
    expect(found?.nested).toEqual({
      nesting: mode,
      attributes: new Map([["a", { type: STRING, required: true }]]),
    });
    expect(typesEqual(found?.type ?? STRING, type)).toBe(true);
  });

  test("of no known mode are refused", () => {
    const wire = create(SchemaSchema, {
      block: { attributes: [{ name: "n", nestedType: { nesting: Inside.INVALID } }] },
    });
    expect(() => decodeSchema(wire)).toThrow(
      new UnreadableSchema("the attribute n is nested in no known way"),
    );
  });
});

describe("nested blocks", () => {
  const nestedOf = (
    nesting: Nesting,
    counts: { readonly minItems?: bigint; readonly maxItems?: bigint } = {},
  ) =>
    decodeSchema(
      create(SchemaSchema, {
        block: {
          blockTypes: [
            { typeName: "b", nesting, block: { attributes: [{ name: "a", type: text }] }, ...counts },
          ],
        },
      }),
    ).block.blocks.get("b");

  test.each([
    [Nesting.SINGLE, "single"],
    [Nesting.GROUP, "group"],
    [Nesting.LIST, "list"],
    [Nesting.SET, "set"],
    [Nesting.MAP, "map"],
  ] as const)("of mode %i are %s", (nesting, mode) => {
    expect(nestedOf(nesting)).toEqual({
      nesting: mode,
      block: { attributes: new Map([["a", { type: STRING }]]), blocks: new Map() },
    });
  });

  test("say how many there may be, where they say it", () => {
    expect(nestedOf(Nesting.LIST, { minItems: 1n, maxItems: 2n })).toMatchObject({
      minItems: 1,
      maxItems: 2,
    });
  });

  test("of no known mode are refused", () => {
    expect(() => nestedOf(Nesting.INVALID)).toThrow(
      new UnreadableSchema("the block b is nested in no known way"),
    );
  });
});

test("an identity says what an import must give", () => {
  expect(
    decodeIdentity(
      create(ResourceIdentitySchemaSchema, {
        version: 2n,
        identityAttributes: [
          { name: "id", type: text, requiredForImport: true, description: "its name" },
          { name: "region", type: text, optionalForImport: true },
        ],
      }),
    ),
  ).toEqual({
    version: 2,
    attributes: new Map([
      ["id", { type: STRING, requiredForImport: true, description: "its name" }],
      ["region", { type: STRING }],
    ]),
  });
});

describe("a function", () => {
  test("says what goes in and comes out", () => {
    const wire = create(FunctionSchema, {
      parameters: [
        { name: "a", type: text, allowNullValue: true },
        { name: "b", type: text, allowUnknownValues: true },
      ],
      variadicParameter: { name: "rest", type: bytes('"number"') },
      return: { type: bytes('"bool"') },
      summary: "what it does",
    });
    expect(decodeFunction("f", wire)).toEqual({
      parameters: [
        { name: "a", type: STRING, allowNull: true },
        { name: "b", type: STRING, allowUnknown: true },
      ],
      variadic: { name: "rest", type: NUMBER },
      returnType: BOOL,
      summary: "what it does",
    });
  });

  test("that takes nothing and says nothing of itself", () => {
    expect(decodeFunction("f", create(FunctionSchema, { return: { type: text } }))).toEqual({
      parameters: [],
      returnType: STRING,
    });
  });

  test("that gives nothing back is none", () => {
    expect(() => decodeFunction("f", create(FunctionSchema, {}))).toThrow(
      new UnreadableSchema("the function f gives nothing back"),
    );
  });
});
