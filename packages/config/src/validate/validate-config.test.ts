import { expect, test } from "vitest";
import { type Sources, validate } from "../../testkit/sources.ts";

/** Rule → sources → what is said, one line each. */
const RULES: readonly (readonly [string, Sources | string, readonly string[]])[] = [
  [
    "a resource with nested blocks and a service",
    'resource "test_vm" "a" {\n  size = 1\n  port { number = 80 }\n  service "web" {\n    port = 80\n    check { http = "/" }\n  }\n}\n',
    [],
  ],
  [
    "values that do not convert",
    'resource "test_vm" "a" {\n  size = "x"\n  tags = [1]\n}\n',
    [
      'error main.tf:2,10: Incorrect attribute value type: Inappropriate value for attribute "size": a number is required.',
      'error main.tf:3,10: Incorrect attribute value type: Inappropriate value for attribute "tags": map of string required.',
    ],
  ],
  [
    "too many and too few of a block",
    'resource "test_vm" "a" {\n  port {}\n  port { number = 1 }\n  port { number = 2 }\n  root { number = 1 }\n  root { number = 2 }\n}\n',
    [
      'error main.tf:2,8: Missing required argument: The argument "number" is required, but no definition was found.',
      'error main.tf:4,3: Too many port blocks: No more than 2 "port" blocks are allowed',
      'error main.tf:6,3: Duplicate root block: Only one block of type "root" is allowed. Previous definition was at main.tf:5,3-7.',
    ],
  ],
  [
    "dynamic blocks",
    'resource "test_vm" "a" {\n  dynamic "port" {\n    for_each = [80]\n    content {\n      number = port.value\n      name = port.nope\n    }\n  }\n  dynamic "nope" {\n    for_each = []\n    content {}\n  }\n  dynamic "root" {\n    for_each = [1]\n    iterator = it\n    content { number = it.value }\n  }\n}\n',
    [
      'error main.tf:6,18: Unsupported attribute: This object does not have an attribute named "nope".',
      'error main.tf:9,11: Unsupported block type: Blocks of type "nope" are not expected here.',
    ],
  ],
  [
    "what only the provider decides",
    'resource "test_vm" "a" {\n  id = "x"\n}\n',
    ['error: "id" attribute is read-only: '],
  ],
  [
    "references by the schema",
    'resource "test_vm" "a" {}\noutput "a" {\n  value = test_vm.b.id\n}\noutput "b" {\n  value = test_vm.a.nope\n}\noutput "c" {\n  value = test_vm.a.port[0].nmber\n}\n',
    [
      'error main.tf:3,11: Reference to undeclared resource: A managed resource "test_vm" "b" has not been declared in the root module.',
      'error main.tf:6,20: Unsupported attribute: This object has no argument, nested block, or exported attribute named "nope".',
      'error main.tf:9,28: Unsupported attribute: This object has no argument, nested block, or exported attribute named "nmber". Did you mean "number"?',
    ],
  ],
  [
    "steps into nested blocks",
    'resource "test_vm" "a" {}\noutput "a" {\n  value = [test_vm.a.port[0].number, test_vm.a.port[*].number, test_vm.a.root.number, test_vm.a.tags.x, test_vm.a.extra.x.y]\n}\noutput "b" {\n  value = test_vm.a.port.number\n}\noutput "c" {\n  value = test_vm.a.root.nope\n}\noutput "d" {\n  value = test_vm.a.root.number.x\n}\noutput "e" {\n  value = test_vm.a.size.x\n}\n',
    [
      "error main.tf:12,32: Unsupported attribute: Can't access attributes on a primitive-typed value (number).",
      "error main.tf:15,25: Unsupported attribute: Can't access attributes on a primitive-typed value (number).",
      "error main.tf:6,25: Invalid operation: Block type is represented by a list of objects, so it must be indexed using a numeric key, like [0].",
      'error main.tf:9,25: Unsupported attribute: This object has no argument, nested block, or exported attribute named "nope". Did you mean "name"?',
    ],
  ],
  [
    "what dynamic blocks refer to, and what their iterators hide",
    'resource "test_vm" "a" {\n  dynamic "port" {\n    for_each = local.none\n    iterator = it\n    content {\n      number = it.value\n      name   = local.nothing\n    }\n  }\n  port {\n    number = var.none\n  }\n}\n',
    [
      'error main.tf:11,14: Reference to undeclared input variable: An input variable with the name "none" has not been declared. This variable can be declared with a variable "none" {} block.',
      'error main.tf:3,16: Reference to undeclared local value: A local value with the name "none" has not been declared.',
      'error main.tf:7,16: Reference to undeclared local value: A local value with the name "nothing" has not been declared.',
    ],
  ],
  [
    "a data source's schema",
    'data "test_image" "a" {\n  size = 1\n}\noutput "a" {\n  value = data.test_image.a.siz\n}\n',
    [
      'error main.tf:5,28: Unsupported attribute: This object has no argument, nested block, or exported attribute named "siz". Did you mean "id"?',
    ],
  ],
  [
    "a provider that is wrong, and what it is needed for",
    'provider "test" {\n  hots = "x"\n}\ndata "test_image" "a" {\n  size = "x"\n}\nprovider "test" {\n  alias = "unused"\n  nope  = 1\n}\n',
    [
      'error main.tf:2,3: Unsupported argument: An argument named "hots" is not expected here. Did you mean "host"?',
    ],
  ],
  [
    "the escaping block of a resource",
    'resource "test_vm" "a" {\n  size = 1\n  _ {\n    size = 2\n    port { number = "x" }\n  }\n}\n',
    [
      'error main.tf:4,5: Duplicate argument: Argument "size" was already set at main.tf:2,3-7',
      'error main.tf:5,21: Incorrect attribute value type: Inappropriate value for attribute "number": a number is required.',
    ],
  ],
  [
    "a cycle",
    "locals {\n  a = local.b\n  b = local.a\n}\n",
    ["error: Cycle: local.a (expand), local.b (expand): "],
  ],
  [
    "what needs something wrong is left alone",
    'locals {\n  a = nope("x")\n  b = local.a.x\n}\n',
    ['error main.tf:2,7: Call to unknown function: There is no function named "nope". Did you mean "one"?'],
  ],
  [
    "the talk's syntax: quoted provider, interpolation alone",
    'resource "test_vm" "a" {\n  provider = "test.west"\n  size     = "$' +
      '{var.n}"\n}\nprovider "test" {\n  alias = "west"\n}\nvariable "n" {\n  type = number\n}\n',
    [
      "warning main.tf:2,14: Quoted references are deprecated: In this context, references are expected literally rather than in quotes. Terraform 0.11 and earlier required quotes, but quoted references are now deprecated and will be removed in a future version of <Tutti>. Remove the quotes surrounding this reference to silence this warning.",
    ],
  ],
  [
    "arguments of a module",
    {
      "main.tf": 'module "m" {\n  source = "./m"\n  more   = 1\n}\n',
      "m/main.tf": 'variable "need" {}\n',
    },
    [
      'error main.tf:1,12: Missing required argument: The argument "need" is required, but no definition was found.',
      'error main.tf:3,3: Unsupported argument: An argument named "more" is not expected here.',
    ],
  ],
  [
    "the value of a module's variable",
    {
      "main.tf": 'module "m" {\n  source = "./m"\n  size   = "x"\n}\n',
      "m/main.tf": 'variable "size" {\n  type = number\n}\n',
    },
    [
      "error main.tf:3,12: Invalid value for input variable: The given value is not suitable for module.m.var.size declared at m/main.tf:1,1-16: a number is required.",
    ],
  ],
  [
    "an override file wins, argument by argument and block type by block type",
    {
      "main.tf": 'resource "test_vm" "a" {\n  size = "x"\n  port { number = "a" }\n}\n',
      "override.tf": 'resource "test_vm" "a" {\n  size = 5\n  port { number = 1 }\n}\n',
    },
    [],
  ],
  [
    "JSON",
    {
      "main.tf.json": '{"resource": {"test_vm": {"a": {"size": "$' + '{var.n}", "port": [{"number": 80}]}}}}',
    },
    [
      'error main.tf.json:1,44: Reference to undeclared input variable: An input variable with the name "n" has not been declared. This variable can be declared with a variable "n" {} block.',
    ],
  ],
  ["hidden files and backups are not read", { "main.tf": "", ".hidden.tf": "nope", "x.tf~": "nope" }, []],
  [
    "a provider that is not there",
    'resource "aws_vm" "a" {}\n',
    [
      "error: Missing required provider: This configuration requires provider registry.terraform.io/hashicorp/aws, but that provider isn't available. You may be able to install it automatically by running:\n  <tutti> init",
    ],
  ],
];

test.each(RULES)("validateConfig(): %s", async (_, sources, expected) => {
  expect(await validate(sources)).toEqual(expected);
});
