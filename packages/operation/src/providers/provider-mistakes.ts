/** What is wrong with the providers of a configuration before one of them is asked anything. */

import { type Config, importProviderMistakes } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors, rangeText } from "@tutti/hcl";
import { installError, requirementsOf } from "@tutti/plugin-install";
import type { Runtime } from "@tutti/runtime";
import { chosenPlugins } from "./chosen-plugins.ts";
import { missingProvider } from "./missing-provider.ts";
import { isInHouse, isPartOfUs } from "./provider-registry.ts";

/**
 * In Terraform's words, which depend on what is to be done: a plan holds the
 * lock file against the configuration, a check only asks whether all is there.
 */
export async function providerMistakes(
  runtime: Runtime,
  { root }: Config,
  purpose: "plan" | "check",
): Promise<readonly Diagnostic[]> {
  const unclear = purpose === "plan" ? importProviderMistakes(root) : [];
  const needed = requirementsOf(root).filter(({ source }) => !isPartOfUs(source));
  if (needed.length + unclear.length === 0) return [];
  const chosen = await chosenPlugins(runtime);
  if (chosen !== undefined && hasErrors(chosen.mistakes)) return chosen.mistakes;
  const unknown = needed.filter(({ source }) => !isInHouse(source) && chosen?.isChosen(source) !== true);
  if (purpose === "check" && unknown.length > 0) return unknown.map(({ source }) => missingProvider(source));
  const inconsistent = [
    ...(unclear.length === 0 ? [] : [requirementsUnclear(unclear)]),
    ...unknown.map(
      ({ source }) => `provider ${source}: required by this configuration but no version is selected`,
    ),
    ...needed.flatMap((requirement) => chosen?.constraintMistake(requirement) ?? []),
  ];
  if (inconsistent.length > 0) return [inconsistentLock(inconsistent, chosen?.isLocked === true)];
  return (await chosen?.problems(needed.map(({ source }) => source))) ?? [];
}

/** As Terraform puts several of them into one line: the first, and how many more. */
function requirementsUnclear([first, ...more]: readonly Diagnostic[]): string {
  const { subject, summary = "", detail = "" } = first ?? {};
  const place = subject === undefined ? "" : `${rangeText(subject)}: `;
  const others = more.length === 0 ? "" : `, and ${more.length} other diagnostic(s)`;
  return `failed to determine the configuration's provider requirements: ${place}${summary}; ${detail}${others}`;
}

function inconsistentLock(problems: readonly string[], isLocked: boolean): Diagnostic {
  const help = isLocked
    ? "To update the locked dependency selections to match a changed configuration, run:\n  <tutti> init -upgrade"
    : "To make the initial dependency selections that will initialize the dependency lock file, run:\n  <tutti> init";
  const list = problems.map((problem) => `  - ${problem}`).join("\n");
  return errorDiagnostic(
    installError("inconsistent-lock-file"),
    `The following dependency selections recorded in the lock file are inconsistent with the current configuration:\n${list}\n\n${help}`,
  );
}
