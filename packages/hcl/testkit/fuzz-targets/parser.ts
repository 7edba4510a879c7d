import { corpusOf, drawText, type FuzzTarget } from "@tutti/simulation/testkit";
import {
  type NativeBody,
  parseConfig,
  parseExpression,
  parsePartialTraversal,
  parseTraversal,
  traversalsOf,
} from "../../src/index.ts";
import { HCL_GRAMMAR, HCL_WORDS } from "../hcl-grammar.ts";
import { drawnSource, holdDiagnostics, holdRange } from "../hold-diagnostics.ts";

/** A tree whose places lie in the text, and diagnostics with theirs. */
export const target: FuzzTarget = {
  name: "parser",
  corpus: corpusOf(".tf", ["../shared/conformance/terraform", "examples"]),
  words: HCL_WORDS,
  cases: 2000,
  draw: (draw) => drawText(HCL_GRAMMAR, draw.chance(0.7) ? "file" : "expression", draw),
  play: (drawn) => {
    const text = drawnSource(drawn);
    const { body, diagnostics } = parseConfig(text, "f");
    holdDiagnostics(diagnostics, () => text);
    holdBody(body, text);
    const { expression, diagnostics: wrong } = parseExpression(text, "f");
    holdDiagnostics(wrong, () => text);
    holdRange(expression.range, text, "an expression");
    for (const parse of [parseTraversal, parsePartialTraversal])
      holdDiagnostics(parse(text, "f").diagnostics, () => text);
  },
};

const TOLD_MAX = 50;

function holdBody(body: NativeBody, text: string): void {
  holdRange(body.range, text, "a body");
  for (const { expression, range, nameRange } of [...body.attributes.values()].slice(0, TOLD_MAX)) {
    for (const one of [range, nameRange, expression.range]) holdRange(one, text, "an argument");
    traversalsOf(expression);
  }
  for (const block of body.blocks.slice(0, TOLD_MAX)) {
    holdRange(block.range, text, "a block");
    holdBody(block.body, text);
  }
}
