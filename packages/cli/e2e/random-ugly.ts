/** Files as nobody should write them, for `fmt`: any spacing, comments anywhere, wrapped and nested, right and wrong. */

import fc from "fast-check";
import type { Script } from "./play-lines.ts";

const space = fc.constantFrom("", " ", "  ", "\t", " ", "");
const gap = fc.constantFrom(" ", "  ", "\t", "   ");
const newline = fc.constantFrom("\n", "\n", "\n\n", "\n\n\n", "\r\n", " \n");
const indent = fc.constantFrom("", " ", "  ", "\t", "      ");
const name = fc.constantFrom("a", "bb", "a_long_name", "é", "for_each", "x-y", "count");
const comment = fc.constantFrom("# c", "// c", "/* c */", "#c", "/* c\n   d */", "//");

const joined = (...parts: (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === "string" ? fc.constant(part) : part)))
    .map((all) => all.join(""));

type Kinds = Readonly<Record<"value" | "item" | "body", string>>;

const plain = fc.constantFrom(
  ...[
    "1",
    "-1",
    "0x",
    "true",
    "null",
    "var.a",
    "var . b",
    "a[ 0 ]",
    "a [*].b",
    "a.*.b",
    "a[\n0\n]",
    '"t"',
    '"a ${ b } c"',
  ],
  ...[
    '"${a}"',
    '"${ a.b [0] }"',
    '"%{ if a }b%{else}c%{ endif }"',
    '"%{~ for x in y ~}${x}%{~endfor~}"',
    '"${~ x ~}"',
    '"$${a}"',
    '"\\u00e9"',
    "!a",
    "! a",
    "- a",
    "f()",
    "f( 1,2 )",
    "f(a...)",
    "f(\n1,\n2\n)",
    "provider::a::b( 1 )",
    "<<E\n a\n  b\nE",
    "<<-E\n   a ${ b }\n  E",
    "1 .. 2",
  ],
);
const operator = fc.constantFrom("+", "-", "*", "/", "%", "==", "!=", "<", ">=", "&&", "||");

const { body, value } = fc.letrec<Kinds>((tie) => {
  const depth = { depthIdentifier: "ugly", maxDepth: 3 } as const;
  const list = (open: string, close: string) =>
    joined(
      open,
      fc
        .array(joined(fc.oneof(space, newline), tie("value"), fc.oneof(space, newline)), { maxLength: 3 })
        .chain((items) =>
          fc.constantFrom(items.join(","), `${items.join(",")}${items.length > 0 ? "," : ""}`),
        ),
      fc.oneof(space, newline),
      close,
    );
  const object = joined(
    "{",
    fc
      .array(
        joined(
          fc.oneof(space, newline),
          fc.oneof(name, fc.constantFrom('"q k"', "(a)", '"${a}"', "1")),
          space,
          fc.constantFrom("=", ":", "="),
          space,
          tie("value"),
          fc.oneof(space, joined(" ", comment, "\n")),
        ),
        { maxLength: 3 },
      )
      .chain((items) => fc.constantFrom(items.join("\n"), items.join(","), `${items.join(",\n")}`)),
    fc.oneof(space, newline),
    "}",
  );
  return {
    value: fc.oneof(
      depth,
      plain,
      plain,
      joined(tie("value"), space, operator, space, tie("value")),
      joined("(", space, tie("value"), fc.oneof(space, newline), ")"),
      joined(tie("value"), space, "?", space, tie("value"), space, ":", space, tie("value")),
      list("[", "]"),
      list("f(", ")"),
      object,
      joined(
        "[for",
        gap,
        "x",
        gap,
        "in",
        gap,
        tie("value"),
        space,
        ":",
        space,
        tie("value"),
        gap,
        "if",
        gap,
        "x",
        space,
        "]",
      ),
      joined(
        "{for",
        gap,
        "k,v",
        gap,
        "in",
        gap,
        tie("value"),
        ":",
        tie("value"),
        "=>",
        tie("value"),
        "...",
        space,
        "}",
      ),
    ),
    item: fc.oneof(
      depth,
      joined(indent, name, space, "=", space, tie("value"), fc.oneof(space, joined(space, comment))),
      joined(indent, name, space, "=", space, tie("value"), fc.oneof(space, joined(space, comment))),
      joined(indent, comment),
      joined(indent, name, gap, '"l"', space, "{", fc.oneof(space, newline), tie("body"), "}"),
      joined(
        indent,
        name,
        space,
        "{",
        newline,
        tie("body"),
        indent,
        "}",
        fc.oneof(space, joined(" ", comment)),
      ),
      joined(indent, name, gap, fc.constantFrom("lab", '"a" "b"', '"a"  b'), gap, "{", space, "}"),
      joined(indent, name, space, "{ ", name, "=", tie("value"), " }"),
    ),
    body: fc.array(joined(tie("item"), newline), { maxLength: 4 }).map((items) => items.join("")),
  };
});

/** What only some blocks have: types and defaults that `fmt` writes otherwise. */
const known = fc
  .record({
    type: fc.constantFrom(
      "string",
      '"string"',
      '"list"',
      '"map"',
      '"${var.x}"',
      "list( string )",
      '"list(string)"',
      "any",
      "object({a=string\nb = optional( number,1 )})",
    ),
    value,
    keyword: fc.constantFrom("variable", "output", "resource", "locals", "dynamic"),
  })
  .map(({ type, value, keyword }) => {
    if (keyword === "variable") return `variable "v"   {\ntype=${type}\ndefault   =${value}\n}\n`;
    if (keyword === "output") return `output v {\nvalue = "\${${value.includes("\n") ? "a" : value}}"\n}\n`;
    if (keyword === "locals") return `locals{\na="\${ b }"\nlonger = ("\${c}")\nx = [ "\${d}" ]\n}\n`;
    if (keyword === "dynamic")
      return `resource a  b {\ndynamic "x"{\nfor_each="\${y}"\ncontent {\nz="\${x.value}"\n}\n}\n}\n`;
    return `resource  "a"   b {\nprovider="a.b"\ndepends_on=["a.b",c.d]\nlifecycle {\nignore_changes=["x"]\n}\nprovisioner "p" {\nwhen="destroy"\non_failure = "fail"\n}\n}\n`;
  });

/** A whole file: sometimes with a mark of the byte order, or without an end of its last line. */
const uglyFile: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom("", "", "", "\ufeff", "\n\n"),
    fc.array(fc.oneof(body, body, known), { maxLength: 3 }),
    fc.constantFrom("", "", "\n", "}", '"', " ", "# end"),
  )
  .map(([start, parts, end]) => start + parts.join("") + end);

/** Three such files, formatted from standard input, and a folder of them checked, shown and written. */
export const ugly: fc.Arbitrary<Script> = fc
  .tuple(
    uglyFile,
    uglyFile,
    uglyFile,
    uglyFile,
    fc.constantFrom(
      ["-list=false"],
      ["-write=false"],
      [],
      ["-recursive"],
      ["-check"],
      ["-check", "-recursive"],
    ),
  )
  .map(([first, second, third, fourth, flags]) => ({
    files: {
      "main.tf": second,
      "deep/more.tf": third,
      "v.tfvars": 'a   =1\nbb="x"\n',
      "t.tftest.hcl": 'run "a"   {\ncommand=plan\n}\n',
      "x.tf.json": "{}",
    },
    lines: [
      { args: ["fmt", "-no-color", "-"], input: first },
      { args: ["fmt", "-no-color", "-"], input: fourth },
      { args: ["fmt", "-no-color", ...flags] },
      { args: ["fmt", "-no-color", "-check"] },
      { args: ["fmt", "-no-color", "-"], input: third },
    ],
  }));
