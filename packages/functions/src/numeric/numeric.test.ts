import { expressionCases } from "../../testkit/expression-cases.ts";

// What Terraform 1.11 gives for each; those with unknown and secret values are worked out.
expressionCases([
  ["abs(-1.5)", "1.5"],
  ["abs(-0)", "0"],
  ["ceil(-0.5)", "0"],
  ["ceil(1e-30)", "1"],
  ["floor(-1e-30)", "-1"],
  ["floor(123456789012345678901234567890.5)", "123456789012345678901234567890"],
  ["log(2, 10)", "0.30102999566398114"],
  ["log(1, 2)", "0"],
  ['max(1, "2", 1.5)', "2"],
  ['min("1e3", 999)', "999"],
  ['parseint("+7", 10)', "7"],
  ['parseint("zz", 36)', "1295"],
  ['parseint("ZZ", 36)', "1295"],
  ['parseint("-0", 2)', "0"],
  [
    'parseint("0x1f", 16)',
    '! Invalid function argument: Invalid value for "number" parameter: cannot parse "0x1f" as a base 16 integer.',
  ],
  [
    'parseint("1_0", 10)',
    '! Invalid function argument: Invalid value for "number" parameter: cannot parse "1_0" as a base 10 integer.',
  ],
  [
    'parseint("7", 2.5)',
    '! Invalid function argument: Invalid value for "base" parameter: value must be a whole number, between -9223372036854775808 and 9223372036854775807.',
  ],
  ["pow(2, 64)", "18446744073709550000"],
  [
    "pow(2, -1074)",
    "0.000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000004940656458412465",
  ],
  ["pow(1.1, 10)", "2.593742460100002"],
  [
    "pow(10, 400)",
    '! Error in function call: Call to function "jsonencode" failed: cannot serialize infinity as JSON.',
  ],
  ["pow(2, 0.5) + 1", "2.4142135623730951454746218587388284504413604736328125"],
  ["range(3, 1)", "[3,2]"],
  [
    "range(1, 2, 0.3)",
    "[1,1.3,1.5999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999,1.8999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999998]",
  ],
  ["range(10, 0, -3)", "[10,7,4,1]"],
  [
    "range(0, 1025)",
    '! Error in function call: Call to function "range" failed: more than 1024 values were generated; either decrease the difference between start and end or use a smaller step.',
  ],
  ["signum(-0.0)", "0"],
  [
    "signum(9223372036854775808)",
    '! Error in function call: Call to function "signum" failed: value must be a whole number, between -9223372036854775808 and 9223372036854775807.',
  ],
  [
    'sum([1e400, "1"])',
    "10000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
  ],
  [
    "sum([[]])",
    '! Invalid function argument: Invalid value for "list" parameter: argument must be list, set, or tuple of number values.',
  ],
  ['sum("x")', '! Invalid function argument: Invalid value for "list" parameter: cannot sum noniterable.'],
  ["sum({})", '! Invalid function argument: Invalid value for "list" parameter: cannot sum an empty list.'],
  [
    "sum([true])",
    '! Invalid function argument: Invalid value for "list" parameter: argument must be list, set, or tuple of number values.',
  ],
  [
    "max(1, null)",
    '! Invalid function argument: Invalid value for "numbers" parameter: argument must not be null.',
  ],
  ["abs(tonumber(unknown))", "?"],
  // Terraform has a negative zero, and what is infinite has a sign.
  ["tostring(1 / 0)", '"+Inf"'],
  ['"a${-1 / 0}"', '"a-Inf"'],
  ["tostring(1 / -0)", '"-Inf"'],
  ["tostring(-1 / -0)", '"+Inf"'],
  ["tostring(1 / (0 * -1))", '"-Inf"'],
  ["tostring(1 / ceil(-0.5))", '"+Inf"'],
  ["tostring(abs(-1 / 0))", '"+Inf"'],
  ['format("%s", 1 / 0)', '"+Inf"'],
  ["tostring(floor(-0.0))", '"0"'],
  ["tostring(ceil(-0))", '"0"'],
  ["tostring(-0)", '"-0"'],
]);
