import type { Provisioner } from "@tutti/config";
import { type Diagnostic, type EvalContext, hasErrors } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { compileBody } from "../graph/compile-body.ts";
import { evaluateBody } from "../scope/evaluate-body.ts";
import { isOpen } from "../scope/planned-modules.ts";
import { LOCAL_EXEC } from "./local-exec-schema.ts";

/** The arguments of a `local-exec` provisioner. */
export function provisionerConfig(
  { config }: Provisioner,
  context: EvalContext,
): { readonly value: Value; readonly diagnostics: readonly Diagnostic[] } {
  const { body, diagnostics: wrong } = compileBody(config, LOCAL_EXEC);
  const diagnostics: Diagnostic[] = [...wrong];
  const value = evaluateBody(body, context, diagnostics);
  return { value, diagnostics };
}

/**
 * The same of several, while planning: undefined for what is not known yet or
 * holds a secret. A mistake is told when the provisioner runs.
 */
export function plannedProvisioners(
  provisioners: readonly Provisioner[],
  context: EvalContext,
): readonly (Value | undefined)[] | undefined {
  const values = provisioners.map((provisioner) => {
    if (provisioner.type !== "local-exec") return undefined;
    const { value, diagnostics } = provisionerConfig(provisioner, context);
    return !hasErrors(diagnostics) && isOpen(value) ? value : undefined;
  });
  return values.some((value) => value !== undefined) ? values : undefined;
}
