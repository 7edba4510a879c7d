/** Ctrl-C: what runs ends, what is done is saved; the second one ends at once. */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectRefusal, leftovers, must, project, run, start, write } from "./tutti.ts";

const APPLY = ["apply", "-auto-approve", "-no-color"];

function hanging(command: string): string {
  return `resource "terraform_data" "first" {}
resource "terraform_data" "slow" {
  depends_on = [terraform_data.first]
  provisioner "local-exec" {
    command = "echo begun; ${command}"
  }
}
resource "terraform_data" "never" {
  depends_on = [terraform_data.slow]
}
`;
}

test("SIGINT ends a provisioner that hangs, keeps what was made, and starts nothing more", async () => {
  const folder = project({ "main.tf": hanging("sleep 600") });
  const running = start(folder, APPLY);
  await running.saw("(local-exec): begun");
  running.child.kill("SIGINT");
  const ended = await running.ended;
  expect(ended.stdout).toContain("Interrupt received.");
  await expectRefusal(ended, "an apply that was interrupted");
  const list = await must(folder, ["state", "list"]);
  expect(list.stdout).toBe("terraform_data.first\nterraform_data.slow\n");
  expect(leftovers(folder)).toEqual([]);

  write(folder, { "main.tf": hanging("true") });
  const plan = await must(folder, ["plan", "-no-color"]);
  expect(plan.stdout).toContain("terraform_data.slow is tainted, so must be replaced");
  await must(folder, APPLY);
  expect((await run(folder, ["plan", "-detailed-exitcode"])).status).toBe(0);
});

test("a second SIGINT ends at once, and the next apply goes on from there", async () => {
  // It does not hear SIGTERM, so that only the second signal can end the run.
  const folder = project({
    "main.tf": hanging("trap '' TERM; touch on; while [ -e on ]; do sleep 0.05; done"),
  });
  const running = start(folder, APPLY);
  await running.saw("(local-exec): begun");
  running.child.kill("SIGINT");
  await running.saw("Gracefully shutting down");
  running.child.kill("SIGINT");
  const ended = await running.ended;
  expect([ended.status, ended.signal]).toEqual([undefined, "SIGINT"]);
  expect(ended.stderr).toBe(
    "\nTwo interrupts received. Exiting immediately. What was under way is in the state's journal; the next apply finds out what became of it.\n",
  );
  write(folder, { "main.tf": hanging("true") });
  await must(folder, APPLY);
  expect((await run(folder, ["plan", "-detailed-exitcode"])).status).toBe(0);
  expect((await must(folder, ["state", "list"])).stdout.trim().split("\n")).toHaveLength(3);
  expect(leftovers(folder)).toEqual([]);
});

test("SIGTERM stops as SIGINT does", async () => {
  const folder = project({ "main.tf": hanging("sleep 600") });
  const running = start(folder, APPLY);
  await running.saw("(local-exec): begun");
  running.child.kill("SIGTERM");
  expect((await running.ended).status).toBe(1);
  expect(leftovers(folder)).toEqual([]);
});

test("a provisioner that fails leaves its object tainted, and says where it stands", async () => {
  const folder = project({ "main.tf": hanging("echo oh no >&2; exit 3") });
  await expectRefusal(await run(folder, APPLY), "a provisioner that fails");
  expect((await must(folder, ["state", "list"])).stdout).toBe("terraform_data.first\nterraform_data.slow\n");
  expect(leftovers(folder)).toEqual([]);
});

test("an answer other than yes, or none at all, changes nothing", async () => {
  const folder = project({ "main.tf": hanging("true") });
  const no = await run(folder, ["apply", "-no-color"], { input: "no\n" });
  expect([no.status, no.stdout.endsWith("Apply cancelled.\n")]).toEqual([1, true]);
  await expectRefusal(await run(folder, ["apply", "-no-color"]), "an approval without an answer");
  expect(existsSync(join(folder, "terraform.tfstate"))).toBe(false);
  expect(leftovers(folder)).toEqual([]);
});
