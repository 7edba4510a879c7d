import { configError } from "@tutti/config";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";

/** A provider that neither comes with us nor was installed. */
export function missingProvider(source: string): Diagnostic {
  return errorDiagnostic(
    configError("missing-required-provider"),
    `This configuration requires provider ${source}, but that provider isn't available. You may be able to install it automatically by running:\n  <tutti> init`,
  );
}
