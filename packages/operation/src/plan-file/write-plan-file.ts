import type { Plan } from "@tutti/engine";
import { errorDiagnostic } from "@tutti/hcl";
import { RuntimeError, reasonOf } from "@tutti/runtime";
import { manifestPath } from "../configuration/workspace.ts";
import { sealPlan } from "../encryption/sealed-files.ts";
import { operationError } from "../errors.ts";
import { done, failed, type Outcome } from "../outcome.ts";
import type { Operation } from "../run/operation.ts";

/** Secrets of the plan are for its owner alone. */
const PLAN_MODE = 0o600;

/** Writes the plan so that `show` and `apply` need nothing else. */
export async function writePlanFile(
  operation: Operation,
  plan: Plan,
  path: string,
): Promise<Outcome<undefined>> {
  const { runtime } = operation.request;
  const { disk } = runtime;
  // The engine is loaded where a plan is at hand only: `validate` and the like start without it.
  const { encodePlanFile } = await import("@tutti/engine");
  const manifest = manifestPath(runtime);
  const bytes = encodePlanFile({
    plan,
    sources: operation.config.sources,
    dataFiles: operation.dataFiles?.kept,
    extra: new Map([
      ["manifest", (await disk.stat(manifest)) === undefined ? "" : await disk.readText(manifest)],
    ]),
    workspace: operation.state.workspace,
  });
  try {
    await disk.replaceFile(path, await sealPlan(runtime, operation.encryption?.plan, bytes), {
      mode: PLAN_MODE,
    });
    return done(undefined);
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    const detail = `The plan could not be written to ${path}: ${reasonOf(error)}.`;
    return failed([errorDiagnostic(operationError("failed-to-save-plan"), detail)]);
  }
}
