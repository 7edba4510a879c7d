import { expressionCases } from "../../testkit/expression-cases.ts";

// What Terraform 1.11 gives for each; those with unknown and secret values are worked out.
expressionCases([
  ['format("%5.2f|%-8.3e|%+g", 3.14159, 31415.9, 2)', '" 3.14|3.142e+04|+2"'],
  ['format("%.3g %.10g %g", 1234567, 1234567, 100000)', '"1.23e+06 1234567 100000"'],
  ['format("%g %g", 0.0001, 0.00001)', '"0.0001 1e-05"'],
  ['format("%#o %#X %#b", 8, 255, 5)', '"010 0XFF 0b101"'],
  ['format("%08d %+08d % 08d", 42, 42, 42)', '"00000042 +0000042  0000042"'],
  ['format("%.5d %8.5d %-8.5d|", 42, 42, 42)', '"00042    00042 00042   |"'],
  ['format("%x", -255)', '"-ff"'],
  ['format("%d", -0)', '"0"'],
  ['format("%f", 1e21)', '"1000000000000000000000.000000"'],
  ['format("%e", 0)', '"0.000000e+00"'],
  ['format("%.0f %.0f %.0f", 0.5, 1.5, 2.5)', '"0 2 2"'],
  ['format("%.1f", 0.25)', '"0.2"'],
  ['format("%v", 1e6)', '"1e+06"'],
  ['format("%v %v", 123456789, 0.1)', '"1.23456789e+08 0.1"'],
  ['format("%v", true)', '"true"'],
  ['format("%v", toset(["b", "a"]))', '"[\\"a\\",\\"b\\"]"'],
  ['format("%10v|%-10v|", "é", 1.5)', '"         é|1.5       |"'],
  ['format("%q", "é\\u0001<")', '"\\"é\\\\u0001\\\\u003c\\""'],
  ['format("%s", tonumber("1e3"))', '"1000"'],
  ['format("%[2]d %d %[1]d", 1, 2, 3)', '"2 3 1"'],
  [
    'format("%[0]d", 1)',
    "! Error in function call: Call to function \"format\" failed: unrecognized format character '0' at offset 2.",
  ],
  [
    'format("%[x]d", 1)',
    "! Error in function call: Call to function \"format\" failed: unrecognized format character 'x' at offset 2.",
  ],
  [
    'format("%!", 1)',
    "! Error in function call: Call to function \"format\" failed: unrecognized format character '!' at offset 1.",
  ],
  [
    'format("é%", 1)',
    '! Error in function call: Call to function "format" failed: invalid format string starting at offset 3.',
  ],
  [
    'format("%s %d", "a", "b")',
    '! Error in function call: Call to function "format" failed: unsupported value for "%d" at 3: a number is required.',
  ],
  [
    'format("%t", 1)',
    '! Error in function call: Call to function "format" failed: unsupported value for "%t" at 0: bool required.',
  ],
  ['format("%5t|", true)', '"true|"'],
  ['format("%.3v|", "abcdef")', '"abcdef|"'],
  ['format("%.2q", "héllo")', '"\\"hé\\""'],
  ['format("%010s|", "é")', '"000000000é|"'],
  ['format("%+d %+s", 5, "x")', '"+5 x"'],
  ['format("%.f", 2.5)', '"2"'],
  ['format("%6.f|", 2.5)', '"     2|"'],
  ['format("%G", 1e-10)', '"1E-10"'],
  ['formatlist("%s=%d", ["a", "b"], [1, 2])', '["a=1","b=2"]'],
  [
    'formatlist("%s", [[1]])',
    '! Error in function call: Call to function "formatlist" failed: error on format iteration 0: unsupported value for "%s" at 0: string required.',
  ],
  [
    'formatlist("%d", ["x"])',
    '! Error in function call: Call to function "formatlist" failed: error on format iteration 0: unsupported value for "%d" at 0: a number is required.',
  ],
  [
    'formatlist("%s %s", ["a"], ["b", "c"])',
    '! Invalid function argument: Invalid value for "args" parameter: argument 2 has length 2, which is inconsistent with argument 1 of length 1.',
  ],
  ['formatlist("%v", {a=1})', '["{\\"a\\":1}"]'],
  ['format("%s!", unknown)', "?"],
  ['format("%s!", secret)', '"hunter2!" [sensitive]'],
  ['formatlist("%s", ["a", unknown])', "?"],
]);
