import { expressionCases } from "../../testkit/expression-cases.ts";

// What Terraform 1.11 gives for each; those with unknown and secret values are worked out.
expressionCases([
  ['regex("a|ab", "ab")', '"a"'],
  ['regex("(a+)(b+)?", "aac")', '["aa",null]'],
  ['regex("(?P<x>a)|(?P<y>b)", "b")', '{"x":null,"y":"b"}'],
  ['regex("(?U)a+", "aaa")', '"a"'],
  ['regex("\\\\d+", "x٣4")', '"4"'],
  ['regex("[^[:space:]]+", "  é x")', '"é"'],
  ['regex("\\\\x{1F600}", "a😀")', '"😀"'],
  ['regex("a{2,3}", "aaaa")', '"aaa"'],
  [
    'regex("a{1001}", "a")',
    '! Invalid function argument: Invalid value for "pattern" parameter: invalid regexp pattern: invalid repeat count in {1001}.',
  ],
  [
    'regex("a**", "a")',
    '! Invalid function argument: Invalid value for "pattern" parameter: invalid regexp pattern: invalid nested repetition operator in **.',
  ],
  ['regex("\\\\pZ", "a b")', '" "'],
  ['regex("\\\\Aab\\\\z", "ab")', '"ab"'],
  [
    'regex("(", "")',
    '! Invalid function argument: Invalid value for "pattern" parameter: invalid regexp pattern: missing closing ) in (.',
  ],
  [
    'regex("a)", "")',
    '! Invalid function argument: Invalid value for "pattern" parameter: invalid regexp pattern: unexpected ) in a).',
  ],
  [
    'regex("[b-a]", "")',
    '! Invalid function argument: Invalid value for "pattern" parameter: invalid regexp pattern: invalid character class range in b-a.',
  ],
  [
    'regex("\\\\8", "")',
    '! Invalid function argument: Invalid value for "pattern" parameter: invalid regexp pattern: invalid escape sequence in \\8.',
  ],
  [
    'regex("*a", "")',
    '! Invalid function argument: Invalid value for "pattern" parameter: invalid regexp pattern: missing argument to repetition operator in *.',
  ],
  ['regex("(?<n>a)", "a")', '{"n":"a"}'],
  [
    'regex("(?P<n", "a")',
    '! Invalid function argument: Invalid value for "pattern" parameter: invalid regexp pattern: invalid named capture in (?P<n.',
  ],
  [
    'regex("x{2,1}", "")',
    '! Invalid function argument: Invalid value for "pattern" parameter: invalid regexp pattern: invalid repeat count in {2,1}.',
  ],
  ['regex("(?i)É", "é")', '"é"'],
  ['regexall("a*", "baac")', '["","aa",""]'],
  ['regexall("\\\\b", "ab cd")', '["","","",""]'],
  ['regexall("", "é😀")', '["","",""]'],
  ['regexall("(a)?", "ab")', '[["a"],[null]]'],
  ['replace("abc", "/b*/", "-")', '"-a-c-"'],
  ['replace("abc", "/(?P<l>b)/", "<$l>")', '"a\\u003cb\\u003ec"'],
  ['replace("abc", "/b/", "$0$0")', '"abbc"'],
  ['replace("abc", "/b/", "$${x}")', '"ac"'],
  ['replace("abc", "/b/", "\\\\$1")', '"a\\\\c"'],
  ['replace("abab", "/a(b)/", "$1$2")', '"bb"'],
  ['replace("a//b", "//", "-")', '"-a-/-/-b-"'],
  [
    'replace("abc", "/(/", "")',
    '! Error in function call: Call to function "replace" failed: error parsing regexp: missing closing ): `(`.',
  ],
  ['replace("é", "", "-")', '"-é-"'],
  ['replace("aXbX", "X", "$1")', '"a$1b$1"'],
]);
