import { renderDiagnostic } from "@tutti/hcl";
import { cliError } from "../../errors.ts";
import type { SettingsProblem } from "./settings.ts";

const WIDTH = 78;

/** What stands before the output of a command whose settings have problems; empty where they have none. */
export function settingsText(problems: readonly SettingsProblem[], title: string): string {
  if (problems.length === 0) return "";
  const { code } = cliError("cli-configuration-has-problems");
  const boxes = problems.map((problem) =>
    renderDiagnostic({ ...problem, code }, { sources: () => undefined, width: WIDTH, rule: true }),
  );
  const told = boxes.join("").replace(/\n+$/, "\n");
  const after = problems.some(({ severity }) => severity === "error")
    ? `\nAs a result of the above problems, ${title} may not behave as intended.\n\n\n`
    : "\n";
  return `There are some problems with the CLI configuration:\n${told}${after}`;
}
