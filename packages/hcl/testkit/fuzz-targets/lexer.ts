import { corpusOf, drawText, type FuzzTarget, hold } from "@tutti/simulation/testkit";
import { SourceText } from "../../src/source/source-text.ts";
import { checkTokens } from "../../src/syntax/check-tokens.ts";
import { type LexerMode, lex } from "../../src/syntax/lexer.ts";
import { HCL_GRAMMAR, HCL_WORDS } from "../hcl-grammar.ts";
import { drawnSource, holdDiagnostics } from "../hold-diagnostics.ts";

/** Tokens follow each other, cover the text but for spaces, and end with the text. */
export const target: FuzzTarget = {
  name: "lexer",
  corpus: corpusOf(".tf", ["../shared/conformance/terraform", "examples"]),
  words: HCL_WORDS,
  cases: 3000,
  draw: (draw) => drawText(HCL_GRAMMAR, draw.chance(0.7) ? "file" : "template", draw),
  play: (drawn) => {
    const text = drawnSource(drawn);
    for (const mode of ["config", "template"] as const) holdTokens(text, mode);
  },
};

function holdTokens(text: string, mode: LexerMode): void {
  const source = new SourceText("f", text);
  const tokens = lex(text, mode, source.begin);
  let at = source.begin;
  for (const { from, to, type } of tokens) {
    const between = text.slice(at, from);
    hold(
      from >= at && /^[ \t]*$/.test(between),
      () => `${type} at ${from} leaves out ${JSON.stringify(between)}`,
    );
    hold(to > from || type === "end" || type === "text", () => `${type} at ${from} is empty`);
    at = to;
  }
  const last = tokens.at(-1);
  hold(last?.type === "end" && at === text.length, () => `the tokens end at ${at} of ${text.length}`);
  holdDiagnostics(checkTokens(source, tokens), () => text);
}
