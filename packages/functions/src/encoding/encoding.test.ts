import { expressionCases } from "../../testkit/expression-cases.ts";

// What Terraform 1.11 gives for each; those with unknown and secret values are worked out.
expressionCases([
  ['base64decode("aGk\\n=")', '"hi"'],
  [
    'base64decode("aGk=x")',
    '! Error in function call: Call to function "base64decode" failed: failed to decode base64 data "aGk=x".',
  ],
  ['base64decode("aGkx")', '"hi1"'],
  [
    'base64decode("aGk==")',
    '! Error in function call: Call to function "base64decode" failed: failed to decode base64 data "aGk==".',
  ],
  [
    'base64decode("a")',
    '! Error in function call: Call to function "base64decode" failed: failed to decode base64 data "a".',
  ],
  ['base64encode("\\u0000é")', '"AMOp"'],
  ['base64gzip("")', '"H4sIAAAAAAAA/wAAAP//AQAA//8AAAAAAAAAAA=="'],
  ['csvdecode("a,b\\n1,\\"x\\ny\\"\\n2,z")', '[{"a":"1","b":"x\\ny"},{"a":"2","b":"z"}]'],
  [
    'csvdecode("a\\n\\"x\\"y")',
    '! Error in function call: Call to function "csvdecode" failed: CSV parse error on line 2: extraneous or missing " in quoted-field.',
  ],
  [
    'csvdecode("a\\nx\\"y")',
    '! Error in function call: Call to function "csvdecode" failed: CSV parse error on line 2: bare " in non-quoted-field.',
  ],
  [
    'csvdecode("a,b\\n1,2,3")',
    '! Error in function call: Call to function "csvdecode" failed: CSV parse error on line 2: wrong number of fields.',
  ],
  ['csvdecode("a\\n\\n1\\n")', '[{"a":"1"}]'],
  ['csvdecode("a,\\n1,2")', '[{"":"2","a":"1"}]'],
  ['csvdecode("\\"a b\\",c\\n1,2\\r\\n")', '[{"a b":"1","c":"2"}]'],
  [
    'csvdecode("a\\n\\"x")',
    '! Error in function call: Call to function "csvdecode" failed: CSV parse error on line 2: extraneous or missing " in quoted-field.',
  ],
  [
    'csvdecode("a\\n1\\n\\"x\\n")',
    '! Error in function call: Call to function "csvdecode" failed: CSV parse error on line 3: extraneous or missing " in quoted-field.',
  ],
  ...["", "1.5"].flatMap((inner): [string, string][] => [
    [
      `jsondecode("${"[".repeat(501)}${inner}${"]".repeat(501)}")`,
      '! Error in function call: Call to function "jsondecode" failed: exceeded max depth.',
    ],
  ]),
  [`length(jsondecode("${"[".repeat(500)}${"]".repeat(500)}"))`, "1"],
  [
    'jsondecode("[1,]")',
    "! Error in function call: Call to function \"jsondecode\" failed: invalid character ']' looking for beginning of value.",
  ],
  [
    'jsondecode("{\\"a\\":}")',
    "! Error in function call: Call to function \"jsondecode\" failed: invalid character '}' looking for beginning of value.",
  ],
  [
    'jsondecode("[1 2]")',
    "! Error in function call: Call to function \"jsondecode\" failed: invalid character '2' after array element.",
  ],
  [
    'jsondecode("{a:1}")',
    "! Error in function call: Call to function \"jsondecode\" failed: invalid character 'a'.",
  ],
  [
    'jsondecode("{\\"a\\" 1}")',
    "! Error in function call: Call to function \"jsondecode\" failed: invalid character '1' after object key.",
  ],
  [
    'jsondecode("{\\"a\\":1 \\"b\\"}")',
    '! Error in function call: Call to function "jsondecode" failed: invalid character \'"\' after object key:value pair.',
  ],
  ['jsondecode("tru")', '! Error in function call: Call to function "jsondecode" failed: unexpected EOF.'],
  [
    'jsondecode("truex")',
    '! Error in function call: Call to function "jsondecode" failed: extraneous data after JSON object.',
  ],
  ['jsondecode("\\"a")', '! Error in function call: Call to function "jsondecode" failed: unexpected EOF.'],
  [
    'jsondecode("\\"\\\\x\\"")',
    "! Error in function call: Call to function \"jsondecode\" failed: invalid character 'x' in string escape code.",
  ],
  [
    'jsondecode("\\"\\\\u12\\"")',
    '! Error in function call: Call to function "jsondecode" failed: invalid character \'"\' in \\u hexadecimal character escape.',
  ],
  ['jsondecode("\\"\\\\ud800\\"")', '"�"'],
  [
    'jsondecode("01")',
    '! Error in function call: Call to function "jsondecode" failed: extraneous data after JSON object.',
  ],
  ['jsondecode("-")', '! Error in function call: Call to function "jsondecode" failed: unexpected EOF.'],
  ['jsondecode("1.")', '! Error in function call: Call to function "jsondecode" failed: unexpected EOF.'],
  ['jsondecode("1e")', '! Error in function call: Call to function "jsondecode" failed: unexpected EOF.'],
  ['jsondecode("[1]]")', "[1]"],
  [
    'jsondecode("1 2")',
    '! Error in function call: Call to function "jsondecode" failed: extraneous data after JSON object.',
  ],
  ['jsondecode(" {} ")', "{}"],
  ['jsondecode("{\\"a\\":1,\\"a\\":\\"x\\"}")', '{"a":"x"}'],
  [
    'jsondecode("\\u00e9")',
    "! Error in function call: Call to function \"jsondecode\" failed: invalid character 'Ã' looking for beginning of value.",
  ],
  ['jsondecode("[")', '! Error in function call: Call to function "jsondecode" failed: EOF.'],
  ['jsondecode("[1")', '! Error in function call: Call to function "jsondecode" failed: EOF.'],
  ['jsondecode("{\\"a\\"")', '! Error in function call: Call to function "jsondecode" failed: EOF.'],
  [
    'jsondecode("1e1000")',
    "10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
  ],
  ['jsondecode("-0.0")', "-0"],
  ['jsonencode({a=[1.50, null, "é"]})', '"{\\"a\\":[1.5,null,\\"é\\"]}"'],
  ['jsonencode("\\u007f\\u0000/")', '"\\"\\\\u0000/\\""'],
  ["jsonencode(toset([2, 10, 1]))", '"[1,2,10]"'],
  ['urlencode("a/b c+é")', '"a%2Fb+c%2B%C3%A9"'],
  ['urlencode("\\n")', '"%0A"'],
  ['textencodebase64("é", "utf-16")', '"/v8A6Q=="'],
  ['textencodebase64("é", "UTF-16BE")', '"AOk="'],
  ['textencodebase64("€", "windows-1252")', '"gA=="'],
  ['textencodebase64("日本", "Shift_JIS")', '"k/qWew=="'],
  ['textencodebase64("Ж", "KOI8-R")', '"9g=="'],
  [
    'textencodebase64("é", "US-ASCII")',
    '! Invalid function argument: Invalid value for "string" parameter: the given string contains characters that cannot be represented in US-ASCII.',
  ],
  ['textencodebase64("x", "latin1")', '"eA=="'],
  [
    'textencodebase64("Ā", "windows-1252")',
    '! Invalid function argument: Invalid value for "string" parameter: the given string contains characters that cannot be represented in windows-1252.',
  ],
  ['textdecodebase64("/v8A6Q==", "UTF-16")', '"é"'],
  [
    'textdecodebase64("//8=", "UTF-8")',
    '! Invalid function argument: Invalid value for "source" parameter: the given string contains symbols that are not defined for UTF-8.',
  ],
  [
    'textdecodebase64("aGk", "UTF-8")',
    '! Invalid function argument: Invalid value for "source" parameter: the given value is has an invalid base64 symbol at offset 0.',
  ],
  ["jsonencode(unknown)", "?"],
  // What it begins with is known by the type alone, where it cannot be null.
  ['startswith(jsonencode([unknown]), "[")', "true"],
  ['startswith(jsonencode({ a = unknown }), "{")', "true"],
  ['startswith(jsonencode({ a = unknown }), "[")', "false"],
  ['startswith(jsonencode("${unknown}-x"), "\\"")', "true"],
  ['startswith(jsonencode(unknowns), "[")', "true"],
  ['startswith(jsonencode(unknown), "\\"")', "?"],
  [
    "base64decode(secret)",
    '! Error in function call: Call to function "base64decode" failed: failed to decode base64 data (sensitive value).',
  ],
  ["jsondecode(unknown)", "?"],
  // What it is going to be is known by its first letter.
  ['jsondecode("{${unknown}").a', "?"],
  ['jsondecode("[${unknown}")[0]', "?"],
  ['jsondecode("n${unknown}").a', "?"],
  ...(
    [
      ['" \\"', "string"],
      ['"tr', "bool"],
      ['"fa', "bool"],
      ['"-', "number"],
      ['"12', "number"],
    ] as const
  ).map(
    ([start, type]) =>
      [
        `jsondecode(${start}\${unknown}").a`,
        `! Unsupported attribute: Can't access attributes on a primitive-typed value (${type}).`,
      ] as const,
  ),
  [
    'jsondecode("xy${unknown}")',
    `! Invalid function argument: Invalid value for "str" parameter: a JSON document cannot begin with the character 'x'.`,
  ],
]);
