/** Rules about arguments that a schema cannot say, each with the words of HashiCorp's framework for providers. */

import { attributePath, errorDiagnostic, type Fields, type ProviderDiagnostic } from "@tutti/plugin";
import { utilityError } from "./errors.ts";

/** What these rules look at. */
type Written = Pick<Fields, "isUnknown" | "plain">;

/** True where something is written, known or not. */
export function isWritten(config: Written, name: string): boolean {
  return config.isUnknown(name) || config.plain(name) !== null;
}

/** A whole number that is not below `least`. */
export function atLeast(config: Fields, name: string, least: number): readonly ProviderDiagnostic[] {
  const number = config.number(name);
  return number === undefined || number >= least
    ? []
    : [invalidValue(name, `Attribute ${name} value must be at least ${least}, got: ${number}`)];
}

/** The value of an argument is not one that it may have. */
export function invalidValue(name: string, detail: string): ProviderDiagnostic {
  return errorDiagnostic(utilityError("attribute-value-not-allowed"), detail, attributePath(name));
}

/** What stands beside an argument does not go with it. */
export function invalidCombination(name: string, detail: string): ProviderDiagnostic {
  return errorDiagnostic(utilityError("attribute-combination-not-allowed"), detail, attributePath(name));
}

/** Exactly one of them is written. Told at each of them, as the framework does. */
export function exactlyOneOf(config: Written, names: readonly string[]): readonly ProviderDiagnostic[] {
  const written = names.filter((name) => isWritten(config, name));
  if (written.length === 1 || names.some((name) => config.isUnknown(name))) return [];
  return names.map((name) => {
    const others = names.filter((other) => other !== name).join(",");
    const count = written.length === 0 ? "No attribute" : `${written.length} attributes`;
    return invalidCombination(name, `${count} specified when one (and only one) of [${others}] is required`);
  });
}

/** Where `name` is written none of the others is. */
export function conflictsWith(
  config: Written,
  name: string,
  others: readonly string[],
): readonly ProviderDiagnostic[] {
  if (!isWritten(config, name)) return [];
  return others
    .filter((other) => isWritten(config, other))
    .map((other) =>
      invalidCombination(name, `Attribute "${other}" cannot be specified when "${name}" is specified`),
    );
}

/** Where `name` is written, so is `other`. */
export function alsoRequires(config: Written, name: string, other: string): readonly ProviderDiagnostic[] {
  if (!isWritten(config, name) || isWritten(config, other)) return [];
  return [invalidCombination(name, `Attribute "${other}" must be specified when "${name}" is specified`)];
}

/** One of them at least is written; told of the block. */
export function atLeastOneOf(config: Written, names: readonly string[]): readonly ProviderDiagnostic[] {
  return names.some((name) => isWritten(config, name))
    ? []
    : [
        errorDiagnostic(
          utilityError("missing-attribute-configuration"),
          `At least one of these attributes must be configured: [${names.join(",")}]`,
        ),
      ];
}
