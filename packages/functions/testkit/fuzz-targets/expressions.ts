import { type EvalContext, evaluate, hasErrors, parseExpression, scopeOf } from "@tutti/hcl";
import { drawnSource, HCL_GRAMMAR, HCL_WORDS, holdDiagnostics } from "@tutti/hcl/testkit";
import { drawText, type FuzzTarget, type Grammar } from "@tutti/simulation/testkit";
import { numberValue, stringValue } from "@tutti/values";
import { functionNames, loadAllFunctions } from "../../src/index.ts";
import { stillScope } from "../still-scope.ts";

const context: EvalContext = {
  variables: scopeOf({
    n: numberValue(3),
    s: stringValue("é, b"),
    z: stringValue("10.0.0.0/8"),
  }),
  functions: (await loadAllFunctions()).table(stillScope()),
};

/** Calls of every function, with what its neighbours take, too. */
const EXPRESSIONS: Grammar = {
  ...HCL_GRAMMAR,
  function: functionNames(),
  word: [
    "a",
    "",
    "é",
    "1,2\\n3",
    "%s-%05.2f %q",
    "[a-z]+(b)?",
    "2020-01-02T03:04:05Z",
    "YYYY-MM",
    "10.1.2.3/16",
  ].concat([
    "eyJhIjpbMV19",
    '{\\"a\\":[1,null]}',
    "a: {b: [1, ~]}",
    "greet.tftpl",
    "\u{1f468}\u200d\u{1f469}",
    "1h30m",
  ]),
  name: ["a", "b", "id", "x"],
  reference: [
    "n",
    "s",
    "z",
    "[1, n]",
    "{ a = s, b = null }",
    "toset([s, z])",
    "sensitive(s)",
    "[for i in range(n) : i]",
  ].concat(["<reference>[<expression>]", "<reference>[*].<name>", "<reference>.<name>"]),
};

/** A value or diagnostics, whatever is called with whatever. */
export const target: FuzzTarget = {
  name: "expressions",
  corpus: [],
  words: [...HCL_WORDS, ...functionNames().map((name) => `${name}(`)],
  cases: 4000,
  draw: (draw) => drawText(EXPRESSIONS, "expression", draw),
  play: (drawn) => {
    const text = drawnSource(drawn);
    const { expression, diagnostics } = parseExpression(text, "f");
    holdDiagnostics(diagnostics, () => text);
    if (hasErrors(diagnostics)) return;
    holdDiagnostics(evaluate(expression, context).diagnostics, () => text);
  },
};
