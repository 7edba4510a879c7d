import { corpusOf, drawText, type FuzzTarget } from "@tutti/simulation/testkit";
import { numberValue, stringValue } from "@tutti/values";
import { evaluate, parseTemplate, scopeOf } from "../../src/index.ts";
import { HCL_GRAMMAR, HCL_WORDS } from "../hcl-grammar.ts";
import { drawnSource, holdDiagnostics, holdRange } from "../hold-diagnostics.ts";

const SCOPE = { variables: scopeOf({ a: stringValue("x"), n: numberValue(3), s: stringValue("é") }) };

/** A template without quotes gives a value or says why not. */
export const target: FuzzTarget = {
  name: "templates",
  corpus: corpusOf(".txt", ["packages/hcl/testdata/rules"]),
  words: HCL_WORDS,
  cases: 2000,
  draw: (draw) => drawText(HCL_GRAMMAR, "template", draw),
  play: (drawn) => {
    const text = drawnSource(drawn);
    const { expression, diagnostics } = parseTemplate(text, "f");
    holdDiagnostics(diagnostics, () => text);
    holdRange(expression.range, text, "a template");
    holdDiagnostics(evaluate(expression, SCOPE).diagnostics, () => text);
  },
};
