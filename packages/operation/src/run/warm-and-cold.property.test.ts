/** Plans, their files and states are the same, read by an index and a memory or as a whole, whatever was done before. */

import { decodeState, encodeState } from "@tutti/state";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createFolder, type Folder } from "../../testkit/folder.ts";
import { openSavedPlan } from "../plan-file/open-saved-plan.ts";
import { writePlanFile } from "../plan-file/write-plan-file.ts";
import { applyOperation } from "./apply-operation.ts";
import { planOperation } from "./plan-operation.ts";

/** As many as are looked at together, one of which is another one with another variable. */
const MANY =
  '{ for n in range(30) : "k${n}" => n == (var.v == "x" ? 4 : 21) ? "1" : "2" if n != (var.v == "x" ? 28 : 9) }';

const steps = fc.array(
  fc.record({
    value: fc.constantFrom("x", "y"),
    keys: fc.constantFrom('{ a = "1" }', '{ a = "1", b = var.v }', '{ b = "1", c = "2" }', MANY, MANY),
    count: fc.constantFrom(0, 1, 2, 40),
    moved: fc.boolean(),
    more: fc.constantFrom(
      "",
      'output "o" {\n  value = terraform_data.e\n}\n',
      'output "o" {\n  value     = terraform_data.c[*].id\n  sensitive = true\n}\n',
      'check "k" {\n  assert {\n    condition     = length(terraform_data.e) > 1\n    error_message = "Few."\n  }\n}\n',
      'resource "terraform_data" "p" {\n  input = length(terraform_data.e)\n  lifecycle {\n    postcondition {\n      condition     = self.output != ""\n      error_message = "Never."\n    }\n  }\n}\n',
    ),
    state: fc.constantFrom("as it is", "as it is", "as it is", "tainted", "other layout", "other value"),
    /** What is left of what earlier plans kept. */
    kept: fc.constantFrom("all", "all", "all", "all", "index", "memory"),
  }),
  { minLength: 3, maxLength: 4 },
);
type Step = typeof steps extends fc.Arbitrary<readonly (infer T)[]> ? T : never;

/** Of which all is taken over. */
const STAYING: Step = {
  value: "x",
  keys: MANY,
  count: 40,
  moved: false,
  more: "",
  state: "as it is",
  kept: "all",
};

function filesOf({ value, keys, count, moved, more }: Step): Readonly<Record<string, string>> {
  return {
    "main.tf": `variable "v" {
  default = "${value}"
}
resource "terraform_data" "c" {
  count = ${count}
  input = "c\${count.index}"
}
resource "terraform_data" "e" {
  for_each = ${keys}
  input    = each.value
}
resource "terraform_data" "f" {
  for_each = ${keys}
  input    = terraform_data.e[each.key].output
}
module "m" {
  source   = "./m"
  for_each = ${keys}
  i        = each.value
}
resource "terraform_data" "${moved ? "new" : "old"}" {
  input = "service"
}
${moved ? "moved {\n  from = terraform_data.old\n  to   = terraform_data.new\n}\n" : ""}${more}`,
    "m/main.tf": 'variable "i" {}\nresource "terraform_data" "x" {\n  count = 2\n  input = "${var.i}-ä"\n}\n',
    ".terraform/modules/modules.json":
      '{"Modules":[{"Key":"","Source":"","Dir":"."},{"Key":"m","Source":"./m","Dir":"m"}]}',
  };
}

const STATE = "terraform.tfstate";
const INDEX = ".terraform/state-index/default";

async function disturb(folder: Folder, how: string): Promise<void> {
  const text = await folder.read(STATE);
  if (text === undefined) return;
  const changed: Readonly<Record<string, string>> = {
    tainted: text.replace('"schema_version"', '"status": "tainted",\n          "schema_version"'),
    "other layout": JSON.stringify(JSON.parse(text)),
    "other value": text.replace('"output": "1"', '"output": "7"'),
  };
  await folder.write({ [STATE]: changed[how] ?? text });
}

/** Plans of which something was taken over without a look at each instance. */
let together = 0;

/** The plan's file, and what was told; `program`: whose memory is used. */
async function saved(folder: Folder, path: string, program: string | undefined): Promise<string> {
  const operation = await folder.prepare({ refresh: false, ...(program === undefined ? {} : { program }) });
  if (!("request" in operation)) throw new Error(operation.join("\n"));
  const { plan, diagnostics } = await folder.until(planOperation(operation));
  if (plan === undefined) throw new Error(diagnostics.map(({ detail }) => detail).join());
  await folder.until(writePlanFile(operation, plan, path));
  await folder.until(operation.release());
  const told = diagnostics.map(({ summary }) => summary).join();
  if (plan.parts !== undefined) together += 1;
  const file = Buffer.from(await folder.host.disk.readFile(path)).toString("base64");
  return `${told} ${file}`;
}

// Of up to fifty plans: a minute is too little where others use the machine.
test("plans, their files and states are the same, warm and cold", { timeout: 480_000 }, async () => {
  let indexed = 0;
  together = 0;
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const [first] = all;
      if (first === undefined) return;
      const folder = await createFolder(filesOf(first));
      await folder.apply();
      for (const step of all) {
        await folder.write(filesOf(step));
        await disturb(folder, step.state);
        // What was written just before is read twice.
        await folder.until(folder.host.clock.sleep(5_000));
        if (step.kept === "index")
          await folder.host.disk.remove(".terraform/plan-memory", { recursive: true });
        if (step.kept === "memory")
          await folder.host.disk.remove(".terraform/state-index", { recursive: true });
        const warm = await saved(folder, "warm", "p 1");
        const index = await folder.read(INDEX);
        if (index !== undefined) indexed += 1;
        await folder.host.disk.remove(INDEX);
        expect(warm).toBe(await saved(folder, "cold", undefined));
        if (index !== undefined) await folder.write({ [INDEX]: index });
        const before = await folder.read(STATE);
        const request = { runtime: folder.host, purpose: "apply" } as const;
        const { outcome } = await folder.until(openSavedPlan(request, "warm"));
        if (!outcome.ok) throw new Error(outcome.diagnostics.map(({ detail }) => detail).join());
        const { operation, plan } = outcome.value;
        await folder.until(applyOperation(operation, plan));
        await folder.until(operation.release());
        const text = (await folder.read(STATE)) ?? "";
        const state = decodeState(text, { name: "Tutti", version: "1.11.4" });
        // What nothing was done to is not written.
        if (text !== before) expect(state.ok && encodeState(state.value)).toBe(text);
      }
    }),
    { numRuns: 10, examples: [[[STAYING, STAYING, STAYING]]] },
  );
  expect(indexed).toBeGreaterThan(5);
  expect(together).toBeGreaterThan(0);
});
