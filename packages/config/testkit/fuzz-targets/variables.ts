import { drawnSource, HCL_GRAMMAR, HCL_WORDS, holdDiagnostics } from "@tutti/hcl/testkit";
import { drawText, type FuzzTarget, wellFormed } from "@tutti/simulation/testkit";
import { DiagnosticList } from "../../src/index.ts";
import { readVariablesFile } from "../../src/variables/variables-file.ts";

/** Files of variables, in both syntaxes. */
export const target: FuzzTarget = {
  name: "variables",
  corpus: ['a = 1\nb = ["x", { c = null }]\n', '{"a": 1, "b": ["x", {"c": null}]}'],
  words: HCL_WORDS,
  cases: 1500,
  draw: (draw) => drawText(HCL_GRAMMAR, "attribute", draw),
  play: (drawn) => {
    const text = wellFormed(drawnSource(drawn));
    for (const path of ["a.tfvars", "a.tfvars.json"]) {
      const diagnostics = new DiagnosticList();
      readVariablesFile(path, new TextEncoder().encode(text), diagnostics);
      holdDiagnostics(diagnostics.all, () => text);
    }
  },
};
