import { corpusOf, drawText, type FuzzTarget, hold } from "@tutti/simulation/testkit";
import { format, hasErrors, type NativeBody, parseConfig } from "../../src/index.ts";
import { HCL_GRAMMAR, HCL_WORDS } from "../hcl-grammar.ts";
import { drawnSource } from "../hold-diagnostics.ts";

/** A formatted file is still one, with the same names in the same places, and stays as it is from the second time on. */
export const target: FuzzTarget = {
  name: "formatter",
  corpus: corpusOf(".tf", ["../shared/conformance/terraform", "examples"]),
  words: HCL_WORDS,
  cases: 1500,
  draw: (draw) => drawText(HCL_GRAMMAR, "file", draw),
  play: (drawn) => {
    const text = drawnSource(drawn);
    const { body, diagnostics } = parseConfig(text, "f");
    const formatted = format(text);
    if (hasErrors(diagnostics)) {
      hold(formatted === text, () => "changes a file with errors");
      return;
    }
    const after = parseConfig(formatted, "f");
    hold(
      !hasErrors(after.diagnostics),
      () => `breaks the file: ${after.diagnostics[0]?.detail}\n${formatted}`,
    );
    const [before, now] = [outline(body), outline(after.body)];
    hold(before === now, () => `changes what is there:\n${before}\n${now}`);
    const again = format(formatted);
    hold(
      again === formatted,
      () => `is not done at once:\n${JSON.stringify(formatted)}\n${JSON.stringify(again)}`,
    );
  },
};

function outline({ attributes, blocks }: NativeBody): string {
  const lines = blocks.map(({ type, labels, body }) => `${type} ${labels.join(" ")} {${outline(body)}}`);
  return [...attributes.keys(), ...lines].join(";");
}
