import { openSavedPlan } from "../src/plan-file/open-saved-plan.ts";
import { writePlanFile } from "../src/plan-file/write-plan-file.ts";
import { applyOperation } from "../src/run/apply-operation.ts";
import { planOperation } from "../src/run/plan-operation.ts";
import type { OperationRequest } from "../src/run/request.ts";
import { type Folder, lines } from "./folder.ts";

/** A resource that takes a variable, and variables of the other kinds. */
export const FILES = {
  "main.tf":
    'variable "v" {\n  default = "x"\n}\nvariable "secret" {\n  default   = "s3cret"\n  sensitive = true\n}\nvariable "once" {\n  default   = ""\n  ephemeral = true\n}\nresource "terraform_data" "a" {\n  input = var.v\n}\noutput "o" {\n  value = terraform_data.a.output\n}\n',
};

/** Plans and writes the plan file `p`; what was told. */
export async function save(
  folder: Folder,
  options: Partial<OperationRequest> = {},
  before: () => void = () => {},
): Promise<readonly string[]> {
  const operation = await folder.prepare({ purpose: "plan", ...options });
  if (!("request" in operation)) throw new Error(operation.join("\n"));
  const { plan } = await folder.until(planOperation(operation));
  if (plan === undefined) throw new Error("no plan");
  before();
  const written = await folder.until(writePlanFile(operation, plan, "p"));
  await operation.release();
  return lines(written.diagnostics);
}

/** Opens and applies it; the lines of a refusal. */
export async function applySaved(
  folder: Folder,
  variables: NonNullable<OperationRequest["variables"]> = [],
): Promise<readonly string[]> {
  const request = { runtime: folder.host, purpose: "apply", variables } as const;
  const { outcome } = await folder.until(openSavedPlan(request, "p"));
  if (!outcome.ok) return lines(outcome.diagnostics);
  const { operation, plan } = outcome.value;
  const applied = await folder.until(applyOperation(operation, plan));
  await operation.release();
  return lines(applied.diagnostics);
}
