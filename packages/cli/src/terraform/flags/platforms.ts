import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { cliError } from "../../errors.ts";

/** What is wrong with the values of `-platform`. */
export function platformMistakes(platforms: readonly string[]): readonly Diagnostic[] {
  return platforms
    .filter((text) => !/^[a-z0-9]+_[a-z0-9]+$/i.test(text))
    .map((text) =>
      errorDiagnostic(
        cliError("invalid-target-platform"),
        `The string "${text}" given in the -platform option is not a valid target platform: must be two words separated by an underscore.`,
      ),
    );
}
