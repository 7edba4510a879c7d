import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import { parseVersionConstraint, versionMeets } from "../address/version-constraint.ts";
import { configError } from "../errors.ts";
import type { Version } from "../module/version.ts";

/** An error for each `required_version` that is not met; none where our version is undefined. */
export function refuseVersions(
  versions: readonly Version[],
  who: string,
  productVersion: string | undefined,
): readonly Diagnostic[] {
  if (productVersion === undefined) return [];
  return versions.flatMap(({ text, range }) => {
    const constraint = parseVersionConstraint(text);
    return constraint === undefined || versionMeets(productVersion, constraint)
      ? []
      : [
          errorDiagnostic(
            configError("unsupported-core-version"),
            `${who} does not support <Tutti> version ${productVersion}. To proceed, either choose another supported <Tutti> version or update this version constraint. Version constraints are normally set for good reason, so updating the constraint may lead to other errors or unexpected behavior.`,
            range,
          ),
        ];
  });
}

/**
 * What is told of a tree, as Terraform tells it: `init` and `get` tell of
 * versions and of nothing else, because the rest may be a language of another
 * version; other commands tell of versions where all else is right.
 */
export function tellWithVersions(
  found: { readonly all: readonly Diagnostic[]; readonly hasErrors: boolean },
  refused: readonly Diagnostic[],
  first: boolean,
): readonly Diagnostic[] {
  if (refused.length === 0) return found.all;
  if (first) return refused;
  return found.hasErrors ? found.all : [...found.all, ...refused];
}
