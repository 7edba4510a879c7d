import { warningDiagnostic } from "@tutti/hcl";
import { expect, test } from "vitest";
import { actionsOf, createFolder, lines } from "../../testkit/folder.ts";
import { operationError } from "../errors.ts";
import { applyOperation } from "./apply-operation.ts";
import { nextStage } from "./next-stage.ts";
import { planOperation } from "./plan-operation.ts";

const MAIN = `resource "terraform_data" "seed" {
  input = 2
}
resource "terraform_data" "many" {
  count = terraform_data.seed.output
}
resource "terraform_data" "late" {
  for_each = toset([for one in terraform_data.many : one.id])
}
`;

async function first(replace: readonly string[] = []) {
  const folder = await createFolder({ "main.tf": MAIN });
  const operation = await folder.prepare({ stages: { waited: [] } });
  if (!("request" in operation)) throw new Error(operation.join("\n"));
  const { plan } = await folder.until(planOperation(operation));
  if (plan === undefined) throw new Error("no plan");
  await folder.until(applyOperation(operation, plan));
  return { folder, plan, operation: { ...operation, request: { ...operation.request, replace } } };
}

test("the next stage goes on from what there is, under the same lock, and knows what waited", async () => {
  const { folder, plan, operation } = await first();
  expect(actionsOf(plan)).toEqual(["create terraform_data.seed"]);
  const next = await folder.until(nextStage(operation, plan));
  if (!next.ok) throw new Error(lines(next.diagnostics).join("\n"));
  expect(next.value.request.stages).toEqual({ waited: plan.postponed });
  expect(plan.postponed).not.toEqual([]);
  expect([...next.value.opened.state.resources.keys()]).toEqual(["terraform_data.seed"]);
  expect([...operation.opened.state.resources.keys()]).toEqual([]);
  expect(next.value.dataFiles).toBeUndefined();
  expect(next.value.timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  const second = await folder.until(planOperation(next.value));
  expect(actionsOf(second.plan)).toEqual(["create terraform_data.many", "create terraform_data.many"]);
  expect(String(await folder.prepare())).toMatch(/^error: Error acquiring the state lock/);
  await operation.release();
});

test("what was told with the first plan is not told again", async () => {
  const { folder, plan, operation } = await first();
  const warnings = [warningDiagnostic(operationError("no-configuration-files"), "told")];
  const next = await folder.until(nextStage({ ...operation, warnings }, plan));
  expect(next.ok && next.value.warnings).toEqual([]);
  expect(next.diagnostics).toEqual([]);
  await operation.release();
});

test("what was made anew is not made again; what was not planned yet still is", async () => {
  const replace = [
    "terraform_data.seed",
    'terraform_data.late["x"]',
    "terraform_data.many[0]",
    "terraform_data.many",
    "module.m",
    "no address at all",
  ];
  const { folder, plan, operation } = await first(replace);
  const next = await folder.until(nextStage(operation, plan));
  expect(next.ok && next.value.request.replace).toEqual(replace.slice(1));
  const { replace: _, ...plain } = operation.request;
  const without = await folder.until(nextStage({ ...operation, request: plain }, plan));
  expect(without.ok && without.value.request.replace).toEqual([]);
  await operation.release();
});

test("a state that cannot be read any more is an error", async () => {
  const { folder, plan, operation } = await first();
  await folder.write({ "terraform.tfstate": "{" });
  const next = await folder.until(nextStage(operation, plan));
  expect(next.ok).toBe(false);
  expect(next.diagnostics).not.toEqual([]);
  await operation.release();
});
