import type { Func } from "@tutti/values";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";

/** The function that was being called when it went wrong. */
export interface CallSignature {
  readonly calledAs: string;
  /** Undefined where the function is not known. */
  readonly func: Func | undefined;
}

export function callSignature({ extra, evalContext, expression }: Diagnostic): CallSignature | undefined {
  if (extra?.kind !== "function-call" || expression === undefined) return undefined;
  // As in Terraform, the functions of the names around a `for` are not looked at.
  return { calledAs: extra.functionName, func: evalContext?.functions?.get(extra.functionName) };
}

/** `name(a, b...)` without the name. */
export function parametersText({ params, varParam }: Func): string {
  const names = params.map(({ name }) => name);
  if (varParam !== undefined) names.push(`${varParam.name}...`);
  return names.join(", ");
}
