/** SIGKILL at any moment of an apply or a destroy, without Docker: nothing is lost, nothing is doubled. */

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { runKilled } from "./killed.ts";
import { ROUNDS, SEED, seeded } from "./seeded.ts";
import { leftovers, must, project, run, write } from "./tutti.ts";

const COUNT = 30;

/** Each instance leaves a file when it is made, and takes it away when it goes. */
function config(release: string): string {
  const body = `
  count            = ${COUNT}
  triggers_replace = "${release}"
  provisioner "local-exec" {
    command = "echo made >> made/\${self.id}"
  }
  provisioner "local-exec" {
    when    = destroy
    command = "rm -f made/\${self.id}"
  }`;
  return `resource "terraform_data" "after" {${body}\n}
resource "terraform_data" "before" {${body}\n  lifecycle {\n    create_before_destroy = true\n  }\n}\n`;
}

interface StateFile {
  readonly resources: readonly {
    readonly instances: readonly { readonly attributes: { readonly id: string } }[];
  }[];
}

function idsIn(folder: string): readonly string[] {
  const state = JSON.parse(readFileSync(join(folder, "terraform.tfstate"), "utf8")) as StateFile;
  return state.resources.flatMap(({ instances }) => instances.map(({ attributes }) => attributes.id)).sort();
}

test(`a killed run is carried to its end by the next one (seed ${SEED})`, { timeout: 600_000 }, async () => {
  const random = seeded(SEED);
  const folder = project({ "main.tf": config("0"), "made/.keep": "" });
  const args = ["-auto-approve", "-no-color"];
  for (let round = 1; round <= ROUNDS; round++) {
    const destroy = round % 4 === 0;
    const kill = { afterMs: 60 + random() * 600, wholeGroup: random() < 0.5 };
    const what = `round ${round} of seed ${SEED}: ${destroy ? "destroy" : "apply"} killed after ${Math.round(kill.afterMs)} ms`;
    write(folder, { "main.tf": config(String(round)) });
    await runKilled(folder, [destroy ? "destroy" : "apply", ...args], kill);
    if (round % 8 === 0) {
      await must(folder, ["destroy", ...args]);
      expect(idsIn(folder), what).toEqual([]);
      continue;
    }
    const again = await run(folder, ["apply", ...args]);
    expect(again.status, `${what}\n${again.stdout}${again.stderr}`).toBe(0);
    const ids = idsIn(folder);
    expect(new Set(ids).size, what).toBe(2 * COUNT);
    expect(leftovers(folder), what).toEqual([]);
    const plan = await run(folder, ["plan", "-detailed-exitcode", "-no-color"]);
    expect(plan.status, `${what}\n${plan.stdout}${plan.stderr}`).toBe(0);
  }
  await must(folder, ["destroy", ...args]);
  expect(idsIn(folder)).toEqual([]);
  expect(leftovers(folder)).toEqual([]);
  expect(readdirSync(folder).sort()).toEqual([
    ".terraform.tfstate.history",
    "made",
    "main.tf",
    "terraform.tfstate",
    "terraform.tfstate.backup",
  ]);
});
