import { expect, test } from "vitest";
import { createTerminal } from "../../../testkit/terminal.ts";

const CALL = 'module "x" {\n  source  = "a..b"\n  version = "1.0"\n}\n';
const IMPORT = 'import {\n  to = terraform_data.a\n  id = "x"\n}\n';

/** Texts of rooms below, as `terraform` says them; under our own name they say ours. */
test.each([
  ["init", CALL, "NAME assumed that you intended a module registry source address"],
  ["plan", IMPORT, "option within COMMAND plan. Otherwise"],
  ["plan", IMPORT, "  COMMAND plan -generate-config-out=generated.tf"],
])("%s names the program as it was called: %#", async (words, text, said) => {
  for (const [product, name, command] of [
    ["terraform", "Terraform", "terraform"],
    ["tutti", "Tutti", "tutti"],
  ] as const) {
    const terminal = createTerminal();
    await terminal.write({ "main.tf": text });
    const { out, err } = await terminal.run([words, "-no-color"], { product });
    expect(`${out}${err}`.replaceAll(/\s+/g, " ")).toContain(
      said.trim().replace("NAME", name).replace("COMMAND", command),
    );
  }
});
