import { absoluteTraversal, type Expression } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { ProviderReference } from "../module/provider.ts";
import { unquoteReference } from "./quoted-reference.ts";

const SUMMARY = configError("invalid-provider-configuration-reference");

/** `aws` or `aws.west`, in `provider = …` and on both sides of `providers = {…}`. */
export function decodeProviderReference(
  expression: Expression,
  argument: string,
  diagnostics: DiagnosticList,
): ProviderReference | undefined {
  const wrongForm = `The ${argument} argument requires a provider type name, optionally followed by a period and then a configuration alias.`;
  const written = absoluteTraversal(unquoteReference(expression, "references", diagnostics));
  if (!written.ok) {
    diagnostics.error(SUMMARY, wrongForm, expression.range);
    return undefined;
  }
  const { traversal } = written;
  const [alias, ...more] = traversal.steps;
  if (more.length > 0) {
    diagnostics.error(SUMMARY, wrongForm, expression.range);
    return undefined;
  }
  if (alias === undefined) {
    return {
      name: traversal.rootName,
      nameRange: traversal.rootRange,
      alias: undefined,
      aliasRange: undefined,
    };
  }
  if (alias.kind !== "attribute") {
    diagnostics.error(
      SUMMARY,
      "Provider name must either stand alone or be followed by a period and then a configuration alias.",
      alias.range,
    );
    return undefined;
  }
  return {
    name: traversal.rootName,
    nameRange: traversal.rootRange,
    alias: alias.name,
    aliasRange: alias.range,
  };
}
