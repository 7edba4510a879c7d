import { corpusOf, drawText, type FuzzTarget, type Grammar } from "@tutti/simulation/testkit";
import { evaluate, parseJsonConfig, parseJsonExpression, scopeOf, traversalsOf } from "../../src/index.ts";
import { drawnSource, holdDiagnostics, holdRange } from "../hold-diagnostics.ts";

const JSON_GRAMMAR: Grammar = {
  file: ['{<member*>"z": 1}', "[<value-comma*>{}]", ' {\n\t<member*>"a": <value>\n}\n'],
  member: ['"a": 1,', '"<text>": <value>,', '"<text>" : <value> ,\n'],
  "value-comma": ["1,", "<value>,", "<value> ,\n\t"],
  value: [
    "1",
    '"<text>"',
    "-0.5e3",
    "null",
    "true",
    '{<member*>"b": <value>}',
    "[<value-comma*>null]",
  ].concat(['"${<word>}"', '"${[for x in y : x]}"', '"%{ if a }b%{ endif }"']),
  text: ["a", "//", "", "é", "\\u00e9", "\\ud83d\\ude00", "\\n", "for_each", "dynamic", "\u{1f468}", "${a}"],
  word: ["a", "a.b", 'upper(\\"x\\")', "1 +", "a[*].b", "}"],
};

/** JSON is read as a body or as an expression, and each place lies in the text. */
export const target: FuzzTarget = {
  name: "json-syntax",
  corpus: corpusOf(".json", ["../shared/conformance/terraform/validate", "packages/hcl/testdata"]),
  words: [
    '"',
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\",
    "\\u",
    "\\ud800",
    "1e5",
    "-",
    "00",
    "nul",
    "//",
    "/*",
    "'",
  ],
  cases: 2000,
  draw: (draw) => drawText(JSON_GRAMMAR, "file", draw),
  play: (drawn) => {
    const text = drawnSource(drawn);
    const { body, diagnostics } = parseJsonConfig(text, "f.json");
    holdDiagnostics(diagnostics, () => text);
    const { attributes, diagnostics: wrong } = body.justAttributes();
    holdDiagnostics(wrong, () => text);
    for (const { range } of [...attributes.values()].slice(0, 20)) holdRange(range, text, "an argument");
    const { expression } = parseJsonExpression(text, "f.json");
    traversalsOf(expression);
    const { diagnostics: evaluated } = evaluate(expression, { variables: scopeOf({}), functions: new Map() });
    holdDiagnostics(evaluated, () => text);
  },
};
