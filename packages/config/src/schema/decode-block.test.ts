import { evaluate, parseConfig } from "@tutti/hcl";
import {
  type BlockSchema,
  type NestedAttributes,
  type NestedBlockSchema,
  nestedAttributeType,
} from "@tutti/plugin";
import {
  DYNAMIC,
  encodeJson,
  listType,
  NUMBER,
  numberValue,
  objectType,
  objectValue,
  STRING,
  setType,
  stringValue,
  typeConstraintText,
  UNKNOWN_DYNAMIC,
  unmarkDeep,
  Value,
} from "@tutti/values";
import { expect, test } from "vitest";
import { lines } from "../../testkit/sources.ts";
import { decodeBlock } from "./decode-block.ts";

const PORT: BlockSchema = {
  attributes: new Map([
    ["number", { type: NUMBER, required: true }],
    ["name", { type: STRING, optional: true }],
  ]),
  blocks: new Map(),
};
const NESTED: NestedAttributes = {
  nesting: "list",
  attributes: new Map([
    ["x", { type: STRING, required: true }],
    ["y", { type: STRING, optional: true }],
    ["z", { type: STRING, computed: true }],
  ]),
};
const PARTS: BlockSchema = {
  attributes: new Map([["a", { type: nestedAttributeType(NESTED), nested: NESTED, optional: true }]]),
  blocks: new Map(),
};
const LOOSE: BlockSchema = { attributes: new Map([["any", { type: DYNAMIC }]]), blocks: new Map() };

/** A block of one nested type `p`, and an attribute `a`. */
const withBlock = (nested: Omit<NestedBlockSchema, "block">, block = PORT): BlockSchema => ({
  attributes: new Map([["a", { type: NUMBER, optional: true }]]),
  blocks: new Map([["p", { ...nested, block }]]),
});

const CONTEXT = {
  variables: {
    lookup: (name: string): Value | undefined =>
      new Map([
        ["unknown", UNKNOWN_DYNAMIC],
        ["null", Value.null(DYNAMIC)],
        ["secret", stringValue("s").withMarks(["sensitive"])],
        ["ports", objectValue([["web", numberValue(80)]])],
      ]).get(name),
  },
  functions: undefined,
};

/** What it came to: JSON where all is known, else what is unknown; then the diagnostics. */
function decode(text: string, schema: BlockSchema): readonly string[] {
  const { body, diagnostics } = parseConfig(text, "main.tf");
  expect(diagnostics).toEqual([]);
  const decoded = decodeBlock(body, schema, CONTEXT, evaluate);
  const { value } = unmarkDeep(decoded.value);
  const shown = [...value.asEntries].map(
    ([name, one]) =>
      `${name} = ${one.isWhollyKnown ? encodeJson(one) : `unknown ${typeConstraintText(one.type)}`}`,
  );
  return [...shown, ...lines(decoded.diagnostics)];
}

const LIST = withBlock({ nesting: "list" });
const dynamic = (arguments_: string, content = "number = p.value") =>
  `dynamic "p" {\n${arguments_}\ncontent {\n${content}\n}\n}\n`;

const OBJECT = "object({name=string,number=number})";
const NONE = "a = null";
const one = (number: number, name: string | null = null) =>
  `{"name":${JSON.stringify(name)},"number":${number}}`;

const RULES: readonly (readonly [string, string, BlockSchema, readonly string[]])[] = [
  ["a single block that is not there", "", withBlock({ nesting: "single" }), [NONE, "p = null"]],
  [
    "a group that is not there",
    "",
    withBlock({ nesting: "group" }),
    [NONE, 'p = {"name":null,"number":null}'],
  ],
  ["a list of none", "", LIST, [NONE, "p = []"]],
  ["a set of none", "", withBlock({ nesting: "set" }), [NONE, "p = []"]],
  ["a map of none", "", withBlock({ nesting: "map" }), [NONE, "p = {}"]],
  ["a single block", "p {\nnumber = 1\n}\n", withBlock({ nesting: "single" }), [NONE, `p = ${one(1)}`]],
  ["a group", "p {\nnumber = 1\n}\n", withBlock({ nesting: "group" }), [NONE, `p = ${one(1)}`]],
  [
    "a list keeps the order and what is the same",
    "a = 5\np {\nnumber = 2\n}\np {\nnumber = 1\nname = 3\n}\np {\nnumber = 2\n}\n",
    LIST,
    ["a = 5", `p = [${one(2)},${one(1, "3")},${one(2)}]`],
  ],
  [
    "a set does not",
    "p {\nnumber = 2\n}\np {\nnumber = 1\n}\np {\nnumber = 2\n}\n",
    withBlock({ nesting: "set" }),
    [NONE, `p = [${one(1)},${one(2)}]`],
  ],
  [
    "a map by its labels",
    'p "x" {\nnumber = 2\n}\np "y" {\nnumber = 1\n}\n',
    withBlock({ nesting: "map" }),
    [NONE, `p = {"x":${one(2)},"y":${one(1)}}`],
  ],
  [
    "a map with a label twice",
    'p "x" {\nnumber = 2\n}\np "x" {\nnumber = 1\n}\n',
    withBlock({ nesting: "map" }),
    [
      NONE,
      `p = {"x":${one(1)}}`,
      'error main.tf:4,1: Duplicate p block: A block of type "p" with the label "x" was already declared. Labels must be unique.',
    ],
  ],
  [
    "a list whose elements differ in type",
    'p {\nany = 1\n}\np {\nany = "x"\n}\n',
    withBlock({ nesting: "list" }, LOOSE),
    [NONE, 'p = [{"any":1},{"any":"x"}]'],
  ],
  [
    "a map whose elements differ in type",
    'p "x" {\nany = 1\n}\np "y" {\nany = []\n}\n',
    withBlock({ nesting: "map" }, LOOSE),
    [NONE, 'p = {"x":{"any":1},"y":{"any":[]}}'],
  ],
  [
    "too few of a list",
    "p {\nnumber = 1\n}\n",
    withBlock({ nesting: "list", minItems: 2 }),
    [
      NONE,
      `p = [${one(1)}]`,
      'error main.tf:1,1: Insufficient p blocks: At least 2 "p" blocks are required.',
    ],
  ],
  [
    "as many of a list as there may be",
    "p {\nnumber = 1\n}\np {\nnumber = 1\n}\n",
    withBlock({ nesting: "list", minItems: 2, maxItems: 2 }),
    [NONE, `p = [${one(1)},${one(1)}]`],
  ],
  [
    "too many of a set",
    "p {\nnumber = 1\n}\np {\nnumber = 2\n}\n",
    withBlock({ nesting: "set", maxItems: 1 }),
    [
      NONE,
      `p = [${one(1)},${one(2)}]`,
      'error main.tf:4,1: Too many p blocks: No more than 1 "p" blocks are allowed',
    ],
  ],
  [
    "a single block that must be there",
    "",
    withBlock({ nesting: "single", minItems: 1 }),
    [NONE, "p = null", "error main.tf:1,1: Missing p block: A p block is required."],
  ],
  [
    "two of a group",
    "p {\nnumber = 1\n}\np {\nnumber = 2\n}\n",
    withBlock({ nesting: "group" }),
    [
      NONE,
      `p = ${one(1)}`,
      'error main.tf:4,1: Duplicate p block: Only one block of type "p" is allowed. Previous definition was at main.tf:1,1-2.',
    ],
  ],
  [
    "what does not convert is unknown",
    'a = "x"\n',
    LIST,
    [
      "a = unknown number",
      "p = []",
      'error main.tf:1,5: Incorrect attribute value type: Inappropriate value for attribute "a": a number is required.',
    ],
  ],
  [
    "what cannot be evaluated is unknown",
    "a = [][0]\n",
    LIST,
    [
      "a = unknown number",
      "p = []",
      "error main.tf:1,7: Invalid index: The given key does not identify an element in this collection value: the collection has no elements.",
    ],
  ],
  ["dynamic blocks of a tuple", dynamic("for_each = [1, 2]"), LIST, [NONE, `p = [${one(1)},${one(2)}]`]],
  [
    "the keys of a tuple are numbers",
    dynamic('for_each = ["x"]', "number = p.key\nname = p.value"),
    LIST,
    [NONE, `p = [${one(0, "x")}]`],
  ],
  [
    "dynamic blocks of an object",
    dynamic("for_each = ports", "number = p.value\nname = p.key"),
    LIST,
    [NONE, `p = [${one(80, "web")}]`],
  ],
  [
    "dynamic blocks between others, in the order written",
    `p {\nnumber = 1\n}\n${dynamic("for_each = [2]")}p {\nnumber = 3\n}\n`,
    LIST,
    [NONE, `p = [${one(1)},${one(2)},${one(3)}]`],
  ],
  [
    "an iterator of another name",
    dynamic("for_each = [1]\niterator = it", "number = it.value"),
    LIST,
    [NONE, `p = [${one(1)}]`],
  ],
  [
    "an iterator that is no name",
    dynamic("for_each = [1]\niterator = a.b", "number = 1"),
    LIST,
    [
      NONE,
      "p = []",
      "error main.tf:3,12: Invalid expression: A single static variable reference is required: only attribute access and indexing with constant keys. No calculations, function calls, template expressions, etc are allowed here.",
    ],
  ],
  [
    "the labels of dynamic blocks",
    dynamic("for_each = ports\nlabels = [p.key]"),
    withBlock({ nesting: "map" }),
    [NONE, `p = {"web":${one(80)}}`],
  ],
  [
    "a sensitive label is as good as another",
    dynamic("for_each = [1]\nlabels = [secret]"),
    withBlock({ nesting: "map" }),
    [NONE, `p = {"s":${one(1)}}`],
  ],
  [
    "labels that are none",
    dynamic("for_each = [1]\nlabels = [null, 1]"),
    withBlock({ nesting: "map" }),
    [
      NONE,
      `p = {"":${one(1)}}`,
      "error main.tf:3,11: Invalid dynamic block label: Cannot use a null value as a dynamic block label.",
      "error main.tf:3,17: Invalid dynamic block label: This value is not a string. Dynamic block labels must be immediately-known strings.",
    ],
  ],
  [
    "a label that is not known yet",
    dynamic("for_each = [1]\nlabels = [unknown]"),
    withBlock({ nesting: "map" }),
    [NONE, `p = unknown map(${OBJECT})`],
  ],
  ["how many is unknown: list", dynamic("for_each = unknown"), LIST, [NONE, `p = unknown list(${OBJECT})`]],
  [
    "how many is unknown: set",
    dynamic("for_each = unknown"),
    withBlock({ nesting: "set" }),
    [NONE, `p = unknown set(${OBJECT})`],
  ],
  [
    "how many is unknown: single, and none is missed",
    dynamic("for_each = unknown"),
    withBlock({ nesting: "single", minItems: 1 }),
    [NONE, `p = unknown ${OBJECT}`],
  ],
  [
    "how many is unknown: list of any type",
    dynamic("for_each = unknown", "any = 1"),
    withBlock({ nesting: "list" }, LOOSE),
    [NONE, "p = unknown any"],
  ],
  [
    "how many is unknown: map of any type",
    dynamic("for_each = unknown\nlabels = [p.key]", "any = 1"),
    withBlock({ nesting: "map" }, LOOSE),
    [NONE, "p = unknown any"],
  ],
  [
    "for_each of null",
    dynamic("for_each = null"),
    LIST,
    [
      NONE,
      "p = []",
      "error main.tf:2,12: Invalid dynamic for_each value: Cannot use a null value in for_each.",
    ],
  ],
  [
    "for_each of a text",
    dynamic('for_each = "x"'),
    LIST,
    [
      NONE,
      "p = []",
      "error main.tf:2,12: Invalid dynamic for_each value: Cannot use a string value in for_each. An iterable collection is required.",
    ],
  ],
  [
    "for_each that cannot be evaluated",
    dynamic("for_each = [][0]"),
    LIST,
    [
      NONE,
      "p = []",
      "error main.tf:2,14: Invalid index: The given key does not identify an element in this collection value: the collection has no elements.",
    ],
  ],
  [
    "no for_each",
    dynamic(""),
    LIST,
    [
      NONE,
      "p = []",
      'error main.tf:1,13: Missing required argument: The argument "for_each" is required, but no definition was found.',
    ],
  ],
  [
    "no content",
    'dynamic "p" {\nfor_each = [1]\n}\n',
    LIST,
    [
      NONE,
      "p = []",
      'error main.tf:1,13: Missing dynamic content block: A dynamic block must have a nested block of type "content" to describe the body of each generated block.',
    ],
  ],
  [
    "two contents",
    'dynamic "p" {\nfor_each = [1]\ncontent {\n}\ncontent {\n}\n}\n',
    LIST,
    [
      NONE,
      "p = []",
      "error main.tf:5,1: Extraneous dynamic content block: Only one nested content block is allowed for each dynamic block.",
    ],
  ],
  [
    "a type of block that there is not",
    'dynamic "q" {\nfor_each = [1]\ncontent {\n}\n}\n',
    LIST,
    [NONE, "p = []", 'error main.tf:1,9: Unsupported block type: Blocks of type "q" are not expected here.'],
  ],
];

test.each(RULES)("decodeBlock(): %s", (_, text, schema, expected) => {
  expect(decode(text, schema)).toEqual(expected);
});

test.each<[string, string, BlockSchema, string]>([
  [
    "of the elements: set",
    'a = ["x", "x"]',
    { attributes: new Map([["a", { type: setType(STRING) }]]), blocks: new Map() },
    'a = ["x"]',
  ],
  [
    "of the elements: list",
    "a = [1]",
    { attributes: new Map([["a", { type: listType(STRING) }]]), blocks: new Map() },
    'a = ["1"]',
  ],
  [
    "of optional attributes",
    "a = {}",
    {
      attributes: new Map([["a", { type: objectType([["x", STRING]], new Set(["x"])) }]]),
      blocks: new Map(),
    },
    'a = {"x":null}',
  ],
  [
    "of an attribute with parts, those that need not be given left out",
    'a = [{ x = 1 }, { x = "2", y = "z" }]',
    PARTS,
    'a = [{"x":"1","y":null,"z":null},{"x":"2","y":"z","z":null}]',
  ],
])("decodeBlock() gives the schema's type: %s", (_, text, schema, expected) => {
  expect(decode(`${text}\n`, schema)).toEqual([expected]);
});

test("decodeBlock() asks for the parts of an attribute that must be given", () => {
  expect(decode('a = [{ y = "z" }]\n', PARTS)).toEqual([
    expect.stringMatching(/^a = unknown /),
    'error main.tf:1,5: Incorrect attribute value type: Inappropriate value for attribute "a": element 0: attribute "x" is required.',
  ]);
});

test("decodeBlock() marks what a sensitive for_each makes", () => {
  const { body } = parseConfig(dynamic("for_each = [secret]", "number = 1\nname = p.value"), "main.tf");
  const { value } = decodeBlock(body, LIST, CONTEXT);
  expect(value.containsMarks).toBe(true);
});
