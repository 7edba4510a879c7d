import { Buffer } from "node:buffer";
import type { FuzzTarget } from "@tutti/simulation/testkit";
import { holdRun } from "../hold-run.ts";
import { createTerminal } from "../terminal.ts";

const terminal = createTerminal();
await terminal.write({
  "main.tf": `resource "terraform_data" "a" {
  count = 2
  input = "x"
}
output "o" {
  value = terraform_data.a[*].output
}
`,
});
await terminal.run("plan -out=p");
const PLAN = Buffer.from(await terminal.host.disk.readFile("p"));
/** A plan file with other bytes is refused in words, or is the plan that it says. */
export const target: FuzzTarget = {
  name: "saved-plans",
  corpus: [PLAN.toString("latin1")],
  words: ["\n", "0", "999999999", "tutti-plan 4\n", "\x1f\x8b\x08\0", "\0\0\0\0"],
  cases: 100,
  linear: false,
  play: async (text) => {
    const own = createTerminal();
    await own.host.disk.writeFile("p", Buffer.from(text, "latin1"));
    for (const words of ["show -no-color p", "show -json p", "apply -no-color p"])
      holdRun(words, await own.run(words));
  },
};
