import { shortProviderSource } from "@tutti/config";
import { type Diagnostic, warningDiagnostic } from "@tutti/hcl";
import { hasSettings, type Runtime } from "@tutti/runtime";

/** What stands behind the list, in Terraform's words. */
const ADVICE = {
  init: "Skip <tutti> init when using provider development overrides. It is not necessary and may error unexpectedly.",
  run: "The behavior may therefore not match any released version of the provider and applying changes may cause the state to become incompatible with published releases.",
} as const;

/** That `dev_overrides` of the CLI configuration count, for `init` or for what plans, applies and validates; empty where there are none. */
export async function overrideWarnings(
  runtime: Runtime,
  during: keyof typeof ADVICE,
): Promise<readonly Diagnostic[]> {
  if (!hasSettings(runtime)) return [];
  const { installError, readInstallation } = await import("@tutti/plugin-install");
  const { overrides } = await readInstallation(runtime);
  if (overrides.size === 0) return [];
  const list = [...overrides]
    .map(([source, folder]) => ` - ${shortProviderSource(source)} in ${folder}\n`)
    .sort()
    .join("");
  return [
    warningDiagnostic(
      installError("development-overrides-in-effect"),
      `The following provider development overrides are set in the CLI configuration:\n${list}\n${ADVICE[during]}`,
    ),
  ];
}
