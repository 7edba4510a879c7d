import { expressionCases } from "../../testkit/expression-cases.ts";

// What Terraform 1.11 gives for each; those with unknown and secret values are worked out.
expressionCases([
  ["tostring(1e-7)", '"0.0000001"'],
  ["tostring(123456789012345678901234567890)", '"123456789012345678901234567890"'],
  ['tonumber("1e-3")', "0.001"],
  [
    'tonumber(" 1")',
    '! Invalid function argument: Invalid value for "v" parameter: cannot convert " 1" to number; given string must be a decimal representation of a number.',
  ],
  [
    'tonumber("0x10")',
    '! Invalid function argument: Invalid value for "v" parameter: cannot convert "0x10" to number; given string must be a decimal representation of a number.',
  ],
  [
    'tonumber("1_0")',
    '! Invalid function argument: Invalid value for "v" parameter: cannot convert "1_0" to number; given string must be a decimal representation of a number.',
  ],
  [
    'tonumber("")',
    '! Invalid function argument: Invalid value for "v" parameter: cannot convert "" to number; given string must be a decimal representation of a number.',
  ],
  [
    'tobool("True")',
    '! Invalid function argument: Invalid value for "v" parameter: cannot convert "True" to bool; only the strings "true" or "false" are allowed.',
  ],
  ["tobool(null)", "null"],
  [
    "tolist({})",
    '! Invalid function argument: Invalid value for "v" parameter: cannot convert object to list of any single type.',
  ],
  ["toset([null, null])", "[null]"],
  ["tomap({a=null})", '{"a":null}'],
  [
    'tolist(["a", ["b"]])',
    '! Invalid function argument: Invalid value for "v" parameter: cannot convert tuple to list of any single type.',
  ],
  ['tomap({a={x=1}, b={x="y", z=1}})', '{"a":{"x":"1"},"b":{"x":"y","z":"1"}}'],
  ["tolist([{a=1}, {a=2, b=3}])", '[{"a":1},{"a":2,"b":3}]'],
  ['toset(["a", 1, true])', '["1","a","true"]'],
  ["nonsensitive(sensitive({a=1}))", '{"a":1}'],
  ["issensitive(nonsensitive(sensitive(1)))", "false"],
  ["issensitive([sensitive(1)])", "false"],
  ['try(nonsensitive("x"), 2)', '"x"'],
  ['try(tonumber("x"), tobool("y"), 3)', "3"],
  ['can(tonumber("x"))', "false"],
  ["can([1][5])", "false"],
  ['ephemeralasnull([1, "a"])', '[1,"a"]'],
  ["issensitive(secret)", "true"],
  ["issensitive(tolist([secret]))", "false"],
  ["issensitive(toset([secret]))", "true"],
  [
    "tonumber(secret)",
    '! Invalid function argument: Invalid value for "v" parameter: cannot convert this sensitive string to number.',
  ],
  ["nonsensitive(secret)", '"hunter2"'],
  ["sensitive(1)", "1 [sensitive]"],
  ["try(unknown, 1)", "?"],
  ["try(secret)", '"hunter2" [sensitive]'],
  ["can(unknown)", "?"],
  ['try([][0], "none")', '"none"'],
  [
    "try([][0])",
    '! Error in function call: Call to function "try" failed: no expression succeeded: - Invalid index (at test:1,18-21) The given key does not identify an element in this collection value: the collection has no elements. At least one expression must produce a successful result.',
  ],
]);
