import type { Func } from "@tutti/values";
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { EvalContext } from "../scope/context.ts";

/** The function that was being called when it went wrong. */
export interface CallSignature {
  readonly calledAs: string;
  /** Undefined where the function is not known. */
  readonly func: Func | undefined;
}

export function callSignature({ extra, evalContext, expression }: Diagnostic): CallSignature | undefined {
  if (extra?.kind !== "function-call" || expression === undefined) return undefined;
  return { calledAs: extra.functionName, func: find(extra.functionName, evalContext) };
}

function find(name: string, context: EvalContext | undefined): Func | undefined {
  for (let at = context; at !== undefined; at = at.parent) {
    const func = at.functions?.get(name);
    if (func !== undefined) return func;
  }
  return undefined;
}

/** `name(a, b...)` without the name. */
export function parametersText({ params, varParam }: Func): string {
  const names = params.map(({ name }) => name);
  if (varParam !== undefined) names.push(`${varParam.name}...`);
  return names.join(", ");
}
