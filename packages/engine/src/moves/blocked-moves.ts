import { type Diagnostic, warningDiagnostic } from "@tutti/hcl";
import { engineError } from "../errors.ts";

/** What stays behind because something else stands where it should go. */
export function blockedWarning(blocked: ReadonlyMap<string, string>): readonly Diagnostic[] {
  if (blocked.size === 0) return [];
  const list = [...blocked].map(([from, to]) => `  - ${from} could not move to ${to}`).join("\n");
  return [
    warningDiagnostic(
      engineError("unresolved-resource-instance-address-changes"),
      `<Tutti> tried to adjust resource instance addresses in the prior state based on change information recorded in the configuration, but some adjustments did not succeed due to existing objects already at the intended addresses:\n${list}\n\n<Tutti> has planned to destroy these objects. If <Tutti>'s proposed changes aren't appropriate, you must first resolve the conflicts using the "<tutti> state" subcommands and then create a new plan.`,
    ),
  ];
}
