/** What a plugin finds wrong, and where. */

import type { ProviderDiagnostic } from "@tutti/plugin";
import { numberValue, type Path, type PathStep, stringValue } from "@tutti/values";
import { pluginError } from "../errors.ts";
import { type AttributePath, type Diagnostic, Diagnostic_Severity } from "../gen/tfplugin6_pb.js";

/** In the plugin's own words. */
export function decodeDiagnostics(diagnostics: readonly Diagnostic[]): readonly ProviderDiagnostic[] {
  return diagnostics.map(({ severity, summary, detail, attribute }) => ({
    severity: severity === Diagnostic_Severity.WARNING ? "warning" : "error",
    ...pluginError("plugin-diagnostic", summary),
    detail,
    ...(attribute === undefined || attribute.steps.length === 0 ? {} : { path: decodePath(attribute) }),
  }));
}

/** Steps that are none are left out, as Terraform leaves them. */
export function decodePath({ steps }: AttributePath): Path {
  return steps.flatMap(({ selector }): readonly PathStep[] => {
    switch (selector.case) {
      case "attributeName":
        return [{ kind: "attribute", name: selector.value }];
      case "elementKeyString":
        return [{ kind: "index", key: stringValue(selector.value) }];
      case "elementKeyInt":
        return [{ kind: "index", key: numberValue(Number(selector.value)) }];
      default:
        return [];
    }
  });
}
