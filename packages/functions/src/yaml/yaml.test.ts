import { expressionCases } from "../../testkit/expression-cases.ts";

// What Terraform 1.11 gives for each; those with unknown and secret values are worked out.
expressionCases([
  // Line breaks of their own within a block, escaped in quotes.
  ['yamlencode("a\\u2028b\\nc")', '"|-\\n  a\\u2028  b\\n  c\\n"'],
  ['yamlencode("\\u2029a\\nc")', '"|2-\\n\\u2029  a\\n  c\\n"'],
  ['yamlencode("a\\n\\u2028\\n")', '"|+\\n  a\\n\\u2028\\n"'],
  ['yamlencode("a\\u2028b")', '"\\"a\\\\Lb\\"\\n"'],
  ['yamldecode("!!str <<: {a: 1}")', '{"\\u003c\\u003c":{"a":1}}'],
  [
    'yamldecode("- .nan")',
    '! Error in function call: Call to function "yamldecode" failed: floating point NaN is not supported.',
  ],
  [
    'yamldecode("- !foo x")',
    '! Error in function call: Call to function "yamldecode" failed: unsupported tag "!foo".',
  ],
  [
    'yamldecode("- !!int x")',
    '! Error in function call: Call to function "yamldecode" failed: cannot parse "x" as tag:yaml.org,2002:int.',
  ],
  [
    'yamldecode("[a")',
    "! Error in function call: Call to function \"yamldecode\" failed: on line 1, column 1: did not find expected ',' or ']'.",
  ],
  [
    'yamldecode("a: b: c")',
    '! Error in function call: Call to function "yamldecode" failed: mapping values are not allowed in this context.',
  ],
  [
    'yamldecode("*x")',
    '! Error in function call: Call to function "yamldecode" failed: reference to undefined anchor "x".',
  ],
  [
    'yamldecode("{a: 1")',
    "! Error in function call: Call to function \"yamldecode\" failed: on line 1, column 1: did not find expected ',' or '}'.",
  ],
  [
    'yamldecode("a: \'x")',
    '! Error in function call: Call to function "yamldecode" failed: found unexpected end of stream.',
  ],
  [
    'yamldecode("a: \\"x")',
    '! Error in function call: Call to function "yamldecode" failed: found unexpected end of stream.',
  ],
  [
    'yamldecode("&a x: *b")',
    '! Error in function call: Call to function "yamldecode" failed: reference to undefined anchor "b".',
  ],
  ['yamldecode("---")', "null"],
  ['yamldecode("--- a\\n...\\n")', '"a"'],
  [
    'yamldecode("--- a\\n--- b")',
    '! Error in function call: Call to function "yamldecode" failed: on line 1, column 1: unexpected extra content after value.',
  ],
  ['yamldecode("a: !!str")', '{"a":""}'],
  ['yamldecode("? a\\n? b")', '{"a":null,"b":null}'],
  ['yamldecode("a: &x 1\\nb: *x")', '{"a":1,"b":1}'],
  [
    'yamldecode("<<: 1")',
    '! Error in function call: Call to function "yamldecode" failed: cannot merge number into mapping.',
  ],
  [
    'yamldecode("<<: [{a: 1},{b: 2}]\\nc: 3")',
    '! Error in function call: Call to function "yamldecode" failed: cannot merge tuple into mapping.',
  ],
  ['yamldecode("a: |+\\n  x\\n\\n")', '{"a":"x\\n\\n"}'],
  [
    'yamldecode("\\"\\\\q\\"")',
    '! Error in function call: Call to function "yamldecode" failed: found unknown escape character.',
  ],
  [
    'yamldecode("#c")',
    '! Error in function call: Call to function "yamldecode" failed: on line 1, column 1: missing start of document.',
  ],
  [
    'yamldecode("  ")',
    '! Error in function call: Call to function "yamldecode" failed: on line 1, column 1: missing start of document.',
  ],
  [
    'yamldecode("~: 1")',
    '! Error in function call: Call to function "yamldecode" failed: mapping key cannot be null.',
  ],
  ['yamldecode("1.50: x")', '{"1.5":"x"}'],
  ['yamldecode("0x10: y")', '{"16":true}'],
  ['yamldecode("2001-01-01: z")', '{"2001-01-01T00:00:00Z":"z"}'],
  ['yamldecode("a: >-\\n  x\\n  y")', '{"a":"x y"}'],
  [
    'yamldecode("!!set {a, b}")',
    '! Error in function call: Call to function "yamldecode" failed: can\'t interpret mapping as tag:yaml.org,2002:set.',
  ],
  [
    'yamldecode("!!binary \\"@@\\"")',
    '! Error in function call: Call to function "yamldecode" failed: cannot parse "@@" as tag:yaml.org,2002:binary: not valid base64.',
  ],
  ['yamldecode("- \\n- x")', '[null,"x"]'],
  ['yamldecode("x: [a: b, c]")', '{"x":[{"a":"b"},"c"]}'],
  ['yamldecode("a: {b: c, d}")', '{"a":{"b":"c","d":null}}'],
  [
    'yamldecode("- 2001-12-14t21:59:43.10-05:00\\n- 2001-12-15 2:59:43.10\\n- 2001-1-1")',
    '["2001-12-14T21:59:43-05:00","2001-12-15T02:59:43Z","2001-01-01T00:00:00Z"]',
  ],
  [
    'yamldecode("- yEs\\n- On\\n- 0o8\\n- 0b1\\n- +0x1F\\n- 1.\\n- -.5\\n- 1:30")',
    '["yEs",true,"0o8","0b1","+0x1F",1,-0.5,"1:30"]',
  ],
  ['yamlencode("a\\n")', '"|\\n  a\\n"'],
  ['yamlencode("a\\nb")', '"|-\\n  a\\n  b\\n"'],
  ['yamlencode("a\\n\\n")', '"|+\\n  a\\n\\n"'],
  ['yamlencode(" a\\nb")', '"|2-\\n   a\\n  b\\n"'],
  ['yamlencode("\\n")', '"|2+\\n\\n"'],
  ['yamlencode("\\na")', '"|2-\\n\\n  a\\n"'],
  ['yamlencode("tab\\tx")', '"\\"tab\\\\tx\\"\\n"'],
  ['yamlencode("\\u2028")', '"\\"\\\\L\\"\\n"'],
  ['yamlencode("\\u00a0x")', '"\\" x\\"\\n"'],
  ['yamlencode({"a\\nb"=1})', '"? |-\\n  a\\n  b\\n: 1\\n"'],
  ["yamlencode([{a=[{b=1}]}])", '"- \\"a\\":\\n  - \\"b\\": 1\\n"'],
  ["yamlencode({a=[[1],[2]]})", '"\\"a\\":\\n- - 1\\n- - 2\\n"'],
  ['yamlencode(["x\\n", "y\\nz"])', '"- |\\n  x\\n- |-\\n  y\\n  z\\n"'],
  ["yamlencode([[],{}])", '"- []\\n- {}\\n"'],
  ['yamlencode("a\\r\\nb")', '"\\"a\\\\r\\\\nb\\"\\n"'],
  ['yamlencode("trailing \\n x")', '"\\"trailing \\\\n x\\"\\n"'],
  [
    'yamlencode({a="a very long string that goes on and on and on and on and on and on and on and on and on and on and on"})',
    '"\\"a\\": \\"a very long string that goes on and on and on and on and on and on and on and\\n  on and on and on and on\\"\\n"',
  ],
  ['yamlencode([["x\\n"]])', '"- - |\\n    x\\n"'],
  ['yamlencode({a=["x\\n",{b="y\\n"}]})', '"\\"a\\":\\n- |\\n  x\\n- \\"b\\": |\\n    y\\n"'],
  ['yamlencode({aa=1,"b\\nc"={d=[1]}})', '"\\"aa\\": 1\\n? |-\\n  b\\n  c\\n: \\"d\\":\\n  - 1\\n"'],
  ['yamlencode({a={b={c="x\\ny"}}})', '"\\"a\\":\\n  \\"b\\":\\n    \\"c\\": |-\\n      x\\n      y\\n"'],
]);
