import { configError } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";

/** A provider that does not come with us. */
export function missingProvider(source: string): Diagnostic {
  return errorDiagnostic(
    configError("missing-required-provider"),
    `This configuration requires provider ${source}, but that provider isn't available. <Tutti> comes with its own providers; plugins of other makers are not supported yet.`,
  );
}
