import { describe, expect, test } from "vitest";
import { DEPTH_MAX, type Plain, parseHcl1, plainOf, TEXT_LENGTH_MAX } from "./index.ts";

/** The plain data of a text, or its error as it is shown. */
function read(text: string): Plain | string {
  const parsed = parseHcl1(text);
  if (!parsed.ok) return String(parsed.error);
  const plain = plainOf(parsed.root, parsed.text);
  return plain.ok ? plain.value : String(plain.error);
}

describe("parseHcl1() reads", () => {
  test.each<[string, string, unknown]>([
    ["nothing", "", {}],
    ["blanks and comments only", " \t\n# a\n// b\n/* c\n* / */", {}],
    ["a comment without a line end", "a = 1 # end", { a: 1 }],
    ["a comment between any two tokens", "a /*1*/ = /*2*/ [ // 3\n 1, # 4\n 2 ]", { a: [1, 2] }],
    ["the shortest block comment", "a = /**/ 1", { a: 1 }],
    ["a key and a value", 'a = "x"', { a: "x" }],
    ["no blanks", 'a=1 b="x"c=true', { a: 1, b: "x", c: true }],
    ["values over several lines", "a\n=\n1", { a: 1 }],
    ["line ends of Windows", "a = 1\r\nb = 2\r\n", { a: 1, b: 2 }],
    ["several items on one line", "p { http = 1 dns = 2 }", { p: [{ http: 1, dns: 2 }] }],
    ["commas between items", "a = 1, b = 2,\nc { d = 1, e = 2, }", { a: 1, b: 2, c: [{ d: 1, e: 2 }] }],
    ["quoted keys", '"a b" = 1 "c" { d = 2 }', { "a b": 1, c: [{ d: 2 }] }],
    ["keys with escapes", '"a\\"\\n" = 1', { 'a"\n': 1 }],
    ["keys with dots, dashes, digits, underscores", "a.b-c_1 = 1 _x = 2", { "a.b-c_1": 1, _x: 2 }],
    ["keys in any script", "größe = 1 名前 = 2", { größe: 1, 名前: 2 }],
    ["keys that objects of JavaScript have", "__proto__ = 1 constructor { toString = 2 }", undefined],
    ["an object with =", "p = { a = 1 }", { p: [{ a: 1 }] }],
    ["an object without =", "p { a = 1 }", { p: [{ a: 1 }] }],
    ["an empty object", "p {}", { p: [{}] }],
    ["objects in objects", "a { b { c = 1 } }", { a: [{ b: [{ c: 1 }] }] }],
    ["one label", 'a "b" { c = 1 }', { a: [{ b: [{ c: 1 }] }] }],
    ["labels without quotes", "a b c {}", { a: [{ b: [{ c: [{}] }] }] }],
    ["blocks of one name", "s { n = 1 } s { n = 2 }", { s: [{ n: 1 }, { n: 2 }] }],
    ["blocks of one name and of other labels", 's "a" {} s "b" {}', { s: [{ a: [{}] }, { b: [{}] }] }],
    ["an object after a list of them", "s = [{ n = 1 }] s { n = 2 }", { s: [{ n: 1 }, { n: 2 }] }],
    ["two lists of one name as one", "l = [1] l = [2]", { l: [1, 2] }],
    ["the later of two plain values", 'a = 1 a = "x"', { a: "x" }],
    ["an empty list", "l = []", { l: [] }],
    ["a trailing comma", 'l = ["a", "b",]', { l: ["a", "b"] }],
    ["commas without items", "l = [,1,,2]", { l: [1, 2] }],
    ["a list over lines", "l = [\n1,\n2\n]", { l: [1, 2] }],
    ["lists in lists, without commas too", "l = [[1], [2] [3]]", { l: [[1], [2], [3]] }],
    ["objects in lists", "l = [{ a = 1 }, { b { c = 2 } }]", { l: [{ a: 1 }, { b: [{ c: 2 }] }] }],
    [
      "values of all kinds in a list",
      'l = [1, 2.5, true, "x", <<E\ny\nE\n]',
      { l: [1, 2.5, true, "x", "y\n"] },
    ],
    ["booleans", "a = true b = false", { a: true, b: false }],
  ])("%s", (_, text, wanted) => {
    if (wanted === undefined)
      expect(JSON.stringify(read(text))).toBe('{"__proto__":1,"constructor":[{"toString":2}]}');
    else expect(read(text)).toEqual(wanted);
  });

  test.each<[string, number | bigint]>([
    ["0", 0],
    ["-0", -0],
    ["42", 42],
    ["-42", -42],
    ["0x50", 80],
    ["0XfF", 255],
    ["-0x10", -16],
    ["0755", 493],
    ["-010", -8],
    ["00", 0],
    ["1.5", 1.5],
    ["-1.5", -1.5],
    ["1.", 1],
    [".5", 0.5],
    ["08.5", 8.5],
    ["1e3", 1000],
    ["1E+3", 1000],
    ["25e-1", 2.5],
    ["0e2", 0],
    ["1.5e2", 150],
    [".5e1", 5],
    ["9007199254740991", 9007199254740991],
    ["9007199254740993", 9007199254740993n],
    ["9223372036854775807", 9223372036854775807n],
    ["-9223372036854775808", -9223372036854775808n],
  ])("the number %s", (text, wanted) => {
    expect(read(`a = ${text}`)).toEqual({ a: Object.is(wanted, -0) ? 0 : wanted });
  });

  test.each<[string, string]>([
    ['"\\a\\b\\t\\n\\v\\f\\r\\"\\\\"', '\x07\b\t\n\v\f\r"\\'],
    ['"\\101\\x41\\u00e9\\U0001F600"', "AAé😀"],
    ['"\\xc3\\xa9"', "é"],
    ['"\\303\\251x"', "éx"],
    ['"\\xff"', "\ufffd"],
    ['"\\xef\\xbb\\xbfx"', "\ufeffx"],
    ['"\\ud800"', "\ufffd"],
    ['"\\U0010ffff"', "\u{10ffff}"],
    ['"\\udfff\\ue000"', "\ufffd\ue000"],
    ['"${env}"', "${env}"],
    ['"$${x} $ {"', "$${x} $ {"],
    ['"a ${f("x", "${y}")} b"', 'a ${f("x", "${y}")} b'],
    ['"${\\"\\n\\"}"', '${\\"\\n\\"}'],
    ['"${a\nb}"', "${a\nb}"],
    ['"%{if}"', "%{if}"],
    ['"{{ GetPrivateIP }}"', "{{ GetPrivateIP }}"],
    ['""', ""],
    ["<<EOF\nEOF\n", ""],
    ["<<EOF\n a\n  ${b}\\n\nEOF\n", " a\n  ${b}\\n\n"],
    ["<<EOF\nNOEOF\nEOF2\nEOF x\n  EOF\n", "NOEOF\nEOF2\nEOF x\n"],
    ["<<-EOF\n    a\n      b\n    EOF\n", "a\n  b\n"],
    ["<<-EOF\n  a\n b\n  EOF\n", "  a\n b\n"],
    ["<<-EOF\n\ta\n\tEOF\n", "a\n"],
    ["<<Ä1_\nx\nÄ1_\n", "x\n"],
    ["<<EOF\r\nx\r\nEOF\r\n", "x\n"],
    ["<<EOF\nx\nEOF\r\r\n", "x\n"],
    ["<<EOF\n\n\nEOF\n", "\n\n"],
  ])("the string %s", (text, wanted) => {
    expect(read(`a = ${text}`)).toEqual({ a: wanted });
  });

  test("a value behind a heredoc", () => {
    expect(read("a { l = [<<E\nx\nE\n] b = 1 }")).toEqual({ a: [{ l: ["x\n"], b: 1 }] });
  });
});

const NO_VALUE = "; a value is wanted here: a text in quotes, a number, true, false, a list or an object";

describe("parseHcl1() refuses", () => {
  test.each<[string, string]>([
    ["a", "At 1:3: key 'a' expected start of object ('{') or assignment ('=')"],
    ['x { a "b" }', "At 1:11: key 'a \"b\"' expected start of object ('{') or assignment ('=')"],
    ["a =", `At 1:4: Unknown token: 1:4 EOF${NO_VALUE}`],
    ["a = b", `At 1:5: Unknown token: 1:5 IDENT b${NO_VALUE}`],
    ["a { b = }", `At 1:9: Unknown token: 1:9 RBRACE }${NO_VALUE}`],
    ["a = ,", `At 1:5: Unknown token: 1:5 COMMA ,${NO_VALUE}`],
    ["a = -b", `At 1:5: Unknown token: 1:5 SUB -${NO_VALUE}`],
    ["a = +1", `At 1:5: Unknown token: 1:5 ADD +${NO_VALUE}`],
    ["a = -.5", `At 1:5: Unknown token: 1:5 SUB -${NO_VALUE}`],
    ["a = .", `At 1:5: Unknown token: 1:5 PERIOD .${NO_VALUE}`],
    ["= 1", "At 1:1: no object keys found!"],
    ["a b = 1", "At 1:5: nested object expected: LBRACE got: ASSIGN"],
    ["{ a = 1 }", 'At 1:3: invalid character "a" looking for beginning of string'],
    ["a {{}}", "At 1:4: expected: IDENT | STRING got: LBRACE"],
    ["a = 1 }", "At 1:7: expected: IDENT | STRING | ASSIGN | LBRACE got: RBRACE"],
    ["a 12 {}", "At 1:3: expected: IDENT | STRING | ASSIGN | LBRACE got: NUMBER"],
    ["a []", "At 1:3: expected: IDENT | STRING | ASSIGN | LBRACE got: LBRACK"],
    ["true = 1", "At 1:1: expected: IDENT | STRING | ASSIGN | LBRACE got: BOOL"],
    ["a = 1,, b = 2", "At 1:7: expected: IDENT | STRING | ASSIGN | LBRACE got: COMMA"],
    ["a = 10kb", "At 1:10: key 'kb' expected start of object ('{') or assignment ('=')"],
    ["a : 1", "At 1:3: illegal character"],
    ["a = 'x'", "At 1:5: illegal character"],
    ["a = 1; b = 2", "At 1:6: illegal character"],
    ["\ufeffa = 1", "At 1:1: illegal character"],
    ["a = /foo", "At 1:5: expected '/' for comment"],
    ["a = 1 /* b", "At 1:7: comment not terminated"],
    ["a {\n b = 1", "At 2:10: object expected closing RBRACE got: EOF"],
    ['a {\n b = "x"', "At 2:10: object expected closing RBRACE got: EOF"],
    ["a { b = 1.5", "At 1:14: object expected closing RBRACE got: EOF"],
    ["a { b = 0", "At 1:12: object expected closing RBRACE got: EOF"],
    ["a { b = 0x1f", "At 1:15: object expected closing RBRACE got: EOF"],
    ["a { b = true", "At 1:15: object expected closing RBRACE got: EOF"],
    ["a { b = 1e5", "At 1:14: object expected closing RBRACE got: EOF"],
    ["a { b = -1", "At 1:14: object expected closing RBRACE got: EOF"],
    ["a { b =", "At 1:9: object expected closing RBRACE got: EOF"],
    ["a { b", "At 1:7: key 'b' expected start of object ('{') or assignment ('=')"],
    ["a { ", "At 1:6: object expected closing RBRACE got: EOF"],
    ["a = [1", "At 1:9: error parsing list, expected comma or list end, got: EOF"],
    ["a = [1,", "At 1:8: unexpected token while parsing list: EOF"],
    ["a = [1 2]", "At 1:8: error parsing list, expected comma or list end, got: NUMBER"],
    ["a = [{} {}]", "At 1:9: error parsing list, expected comma or list end, got: LBRACE"],
    ["a = [b]", "At 1:6: unexpected token while parsing list: IDENT"],
    ["a = [1 = 2]", "At 1:8: error parsing list, expected comma or list end, got: ASSIGN"],
    ['a = "x', "At 1:5: literal not terminated"],
    ['a = "x\ny"', "At 1:5: literal not terminated"],
    ['a = "${x"', "At 1:5: literal not terminated"],
    ['a = "\\q"', "At 1:6: illegal char escape"],
    ['a = "\\18"', "At 1:6: illegal char escape"],
    ['a = "\\x4"', "At 1:6: illegal char escape"],
    ['a = "\\u004"', "At 1:6: illegal char escape"],
    ['a = "\\400"', "At 1:6: illegal char escape"],
    ['a = "\\U00110000"', "At 1:6: illegal char escape"],
    ['a = "${\\q}"', "At 1:8: illegal char escape"],
    ['a = "x\\', "At 1:7: illegal char escape"],
    ["a = <x", "At 1:5: heredoc expected second '<', didn't see it"],
    ["a = <<\n", "At 1:5: zero-length heredoc anchor"],
    ["a = <<-\nx\n", "At 1:5: zero-length heredoc anchor"],
    ["a = <<E F\n", "At 1:8: invalid characters in heredoc anchor"],
    ["a = <<EOF", "At 1:5: heredoc not terminated"],
    ["a = <<EOF\nx\nEOF", "At 1:5: heredoc not terminated"],
    ["a = 0x", "At 1:5: illegal hexadecimal number"],
    ["a = 0159", "At 1:5: illegal octal number"],
    ["a = 1e", "At 1:5: number 1e cannot be read or is out of range"],
    ["a = 1e999", "At 1:5: number 1e999 cannot be read or is out of range"],
    [
      "a = 9223372036854775808",
      "At 1:5: number 9223372036854775808 is out of range: whole numbers have 64 bits",
    ],
    [
      "a = -9223372036854775809",
      "At 1:5: number -9223372036854775809 is out of range: whole numbers have 64 bits",
    ],
    [
      `a = 0x${"f".repeat(99)}`,
      `At 1:5: number 0x${"f".repeat(38)}… is out of range: whole numbers have 64 bits`,
    ],
    ["a = 1\0", "At 1:6: unexpected null character (0x00)"],
    ["\0\0", "At 1:1: unexpected null character (0x00)"],
    ["a = 1\0\n\0", "At 1:6: unexpected null character (0x00)"],
    [
      `a = ${"1".repeat(101)}`,
      `At 1:5: number ${"1".repeat(40)}… is out of range: whole numbers have 64 bits`,
    ],
    [
      `a = 0x${"1".repeat(99)}`,
      `At 1:5: number 0x${"1".repeat(38)}… is out of range: whole numbers have 64 bits`,
    ],
    [`a = ${"1".repeat(40)}`, `At 1:5: number ${"1".repeat(40)} is out of range: whole numbers have 64 bits`],
    ["# ein\n/* zwei\n*/ ä = ö", `At 3:8: Unknown token: 3:8 IDENT ö${NO_VALUE}`],
    ['a = "😀" %', "At 1:9: illegal character"],
    ["a = 1\na {}", "At 2:1: key 'a' has a plain value in one place and an object or a list in another"],
    [
      "a = [1]\r\n\r\nb { a {} a = 2 }",
      "At 3:10: key 'a' has a plain value in one place and an object or a list in another",
    ],
  ])("%j", (text, wanted) => {
    expect(read(text)).toBe(wanted);
  });

  test("an error spans what is wrong", () => {
    const parsed = parseHcl1("a = 1\nb = 0159 # c");
    expect(parsed).toMatchObject({
      ok: false,
      error: { start: { line: 2, column: 5 }, end: { line: 2, column: 9 } },
    });
  });

  test.each([
    ["objects", (n: number) => `${"a {".repeat(n)}${"}".repeat(n)}`],
    ["lists", (n: number) => `a = ${"[".repeat(n)}${"]".repeat(n)}`],
    ["labels", (n: number) => `${"a ".repeat(n)}{}`],
    ["objects after =", (n: number) => `${"a = {".repeat(n)}${"}".repeat(n)}`],
    ["objects in lists", (n: number) => `a = ${"[{ b = ".repeat((n - 1) / 2)}[]${"}]".repeat((n - 1) / 2)}`],
    ["labels in objects", (n: number) => `a {${"b ".repeat(n - 1)}{}}`],
    ["JSON", (n: number) => `${'{"a":'.repeat(n)}{}${"}".repeat(n)}`],
    ["lists of JSON", (n: number) => `{"a":${"[".repeat(n)}${"]".repeat(n)}}`],
  ])("%s nested too deep, and takes the depth that is allowed", (_, nested) => {
    // An odd depth, for those that come in twos.
    const [most, tooMuch] = DEPTH_MAX % 2 === 0 ? [DEPTH_MAX - 1, DEPTH_MAX + 1] : [DEPTH_MAX, DEPTH_MAX + 2];
    expect(typeof read(nested(most))).toBe("object");
    expect(read(nested(tooMuch))).toMatch(/nested deeper than 100 levels$/);
  });

  test.each([
    ["objects", `${"a {".repeat(DEPTH_MAX)}${"}".repeat(DEPTH_MAX)}`],
    ["lists", `a = ${"[".repeat(DEPTH_MAX)}${"]".repeat(DEPTH_MAX)}`],
    ["labels", `${"a ".repeat(DEPTH_MAX)}{}`],
    ["JSON", `${'{"a":'.repeat(DEPTH_MAX)}{}${"}".repeat(DEPTH_MAX)}`],
  ])("%s one level deeper than may be, at the place", (_, text) => {
    expect(typeof read(text)).toBe("object");
  });

  test("many labels without an end of them", () => {
    expect(read("a ".repeat(DEPTH_MAX + 2))).toMatch(/^At 1:20[0-9]: nested deeper than 100 levels$/);
  });

  test("a text that is too long", () => {
    expect(read(" ".repeat(TEXT_LENGTH_MAX + 1))).toBe("At 1:1: the text is longer than 8388608 characters");
    expect(read(" ".repeat(TEXT_LENGTH_MAX))).toEqual({});
  });
});

describe("parseHcl1() of JSON", () => {
  test.each<[string, unknown]>([
    ["{}", {}],
    [' \n{"a": 1, "b": {"c": [1.5, true, null, "x"]}}\n', { a: 1, b: [{ c: [1.5, true, null, "x"] }] }],
    ['{"a": {"b": {"policy": "read"}}}', { a: [{ b: [{ policy: "read" }] }] }],
    ['{"s": [{"n": 1}, {"n": 2}]}', { s: [{ n: 1 }, { n: 2 }] }],
    ['{"a": "\\u00e9\\n\\/${x}"}', { a: "é\n/${x}" }],
    [
      '{"a": -1e3, "b": 9007199254740993, "c": [], "d": {}}',
      { a: -1000, b: 9007199254740993n, c: [], d: [{}] },
    ],
    ['{"a": 1, "a": 2}', { a: 2 }],
    ['{"a": false, "b": true}', { a: false, b: true }],
    ['{"a": " ~ ä"}', { a: " ~ ä" }],
    [`{"a": ${"9".repeat(18)}}`, { a: 999999999999999999n }],
  ])("reads %s", (text, wanted) => {
    expect(read(text)).toEqual(wanted);
  });

  test.each<[string, string]>([
    ["{", "At 1:2: unexpected end of JSON input"],
    ['{"a"', "At 1:5: unexpected end of JSON input"],
    ['{"a" 1}', 'At 1:6: invalid character "1" after object key'],
    ['{"a": }', 'At 1:7: invalid character "}" looking for beginning of value'],
    ['{"a": 1,}', 'At 1:9: invalid character "}" looking for beginning of string'],
    ['{"a": 1 "b": 2}', 'At 1:9: invalid character "\\"" after object key:value pair'],
    ['{"a": [1 2]}', 'At 1:10: invalid character "2" after array element'],
    ['{"a": 01}', 'At 1:8: invalid character "1" after object key:value pair'],
    ['{"a": "x}', "At 1:7: literal not terminated"],
    ['{"a": "\\q"}', "At 1:8: illegal char escape"],
    ['{"a": "\t"}', "At 1:8: control characters in a string must be escaped"],
    ['{"a": 9223372036854775808}', "At 1:7: number is out of range: whole numbers have 64 bits"],
    ['{"a": 1e999}', "At 1:7: number is out of range: whole numbers have 64 bits"],
    ['{"a": 1} x', 'At 1:10: invalid character "x" behind the object'],
    ['{"a": 1 /* c */}', 'At 1:9: invalid character "/" after object key:value pair'],
  ])("refuses %s", (text, wanted) => {
    expect(read(text)).toBe(wanted);
  });
});
