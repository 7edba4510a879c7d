/** What a provider finds wrong, as the protocol says it: the way back of `values/diagnostics.ts`. */

import type { ProviderDiagnostic } from "@tutti/plugin";
import { type Path, toFloat64 } from "@tutti/values";
import { Diagnostic_Severity } from "../gen/tfplugin6_pb.js";

/** The member that nearly every answer has. */
export function found({ diagnostics }: { readonly diagnostics: readonly ProviderDiagnostic[] }): {
  readonly diagnostics: object[];
} {
  return { diagnostics: diagnostics.map(encodeDiagnostic) };
}

/** One of them. */
export function encodeDiagnostic({ severity, summary, detail, path }: ProviderDiagnostic): object {
  return {
    severity: severity === "error" ? Diagnostic_Severity.ERROR : Diagnostic_Severity.WARNING,
    summary,
    detail,
    ...(path === undefined ? {} : { attribute: encodePath(path) }),
  };
}

/** Up to the first step that the protocol cannot say: an element of a set. */
export function encodePath(path: Path): object {
  const steps: object[] = [];
  for (const step of path) {
    if (step.kind === "attribute") steps.push({ selector: { case: "attributeName", value: step.name } });
    else if (step.key.type.kind === "string")
      steps.push({ selector: { case: "elementKeyString", value: step.key.asString } });
    else if (step.key.type.kind === "number")
      steps.push({
        selector: { case: "elementKeyInt", value: BigInt(Math.trunc(toFloat64(step.key.asNumber))) },
      });
    else break;
  }
  return { steps };
}
