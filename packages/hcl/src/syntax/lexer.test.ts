import { describe, expect, test } from "vitest";
import { lex } from "./lexer.ts";

function tokens(text: string, mode: "config" | "template" = "config"): string[] {
  return lex(text, mode).map(({ type, from, to }) => {
    const written = text.slice(from, to);
    return type === written || type === "end" ? type : `${type}:${written}`;
  });
}

describe("lex()", () => {
  const table: readonly [string, string, readonly string[]][] = [
    ["names may hold dashes", "a-b _c é9", ["identifier:a-b", "identifier:_c", "identifier:é9", "end"]],
    ["numbers end before a dot", "1.5e+3 1...", ["number:1.5e+3", "number:1", "...", "end"]],
    ["two-character symbols", "a==b=>!=::", ["identifier:a", "==", "identifier:b", "=>", "!=", "::", "end"]],
    [
      "comments hold their newline",
      "#a\n//b\n/*c*/",
      ["comment:#a\n", "comment://b\n", "comment:/*c*/", "end"],
    ],
    ["a comment that does not end is none", "/*a", ["/", "*", "identifier:a", "end"]],
    [
      "quotes with a sequence",
      '"a${b}c"',
      [
        'open-quote:"',
        "quoted-text:a",
        "${",
        "identifier:b",
        "end-sequence:}",
        "quoted-text:c",
        'close-quote:"',
        "end",
      ],
    ],
    [
      "escaped signs",
      '"$${ $ %%{"',
      [
        'open-quote:"',
        "quoted-text:$${",
        "quoted-text: ",
        "quoted-text:$",
        "quoted-text: ",
        "quoted-text:%%{",
        'close-quote:"',
        "end",
      ],
    ],
    [
      "braces inside of a sequence",
      '"${ {} }"',
      ['open-quote:"', "${", "{", "}", "end-sequence:}", 'close-quote:"', "end"],
    ],
    [
      "a newline in quotes",
      '"a\nb"',
      ['open-quote:"', "quoted-text:a", "quoted-newline:\n", "quoted-text:b", 'close-quote:"', "end"],
    ],
    [
      "heredocs",
      "<<E\n a${b}\nE\n",
      [
        "open-heredoc:<<E\n",
        "text: a",
        "${",
        "identifier:b",
        "end-sequence:}",
        "text:\n",
        "close-heredoc:E",
        "newline:\n",
        "end",
      ],
    ],
    [
      "a heredoc's marker may be indented",
      "<<-E\n  E\n",
      ["open-heredoc:<<-E\n", "close-heredoc:  E", "newline:\n", "end"],
    ],
    ["foreign characters", "a @ b", ["identifier:a", "invalid:@", "identifier:b", "end"]],
    ["Windows newlines", "a\r\nb", ["identifier:a", "newline:\r\n", "identifier:b", "end"]],
    ["a lone carriage return", "a\rb", ["identifier:a", "invalid:\r", "identifier:b", "end"]],
  ];
  test.each(table)("%s", (_, text, wanted) => {
    expect(tokens(text)).toEqual(wanted);
  });

  test("a bare template ends where the text does", () => {
    expect(tokens("a ${b}\n$", "template")).toEqual([
      "text:a ",
      "${",
      "identifier:b",
      "end-sequence:}",
      "text:\n",
      "text:$",
      "end",
    ]);
  });
});
