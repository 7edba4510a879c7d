import { absoluteTraversal, type Expression, nativeExpression } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { ProviderReference } from "../module/provider.ts";
import { unquoteReference } from "./quoted-reference.ts";

const SUMMARY = configError("invalid-provider-configuration-reference");

/**
 * `aws` or `aws.west`, in `provider = …` and on both sides of `providers = {…}`; where the
 * language has `for_each` of providers also `aws.by_region["eu"]`, with any expression for a key.
 */
export function decodeProviderReference(
  expression: Expression,
  argument: string,
  diagnostics: DiagnosticList,
  language?: Pick<LanguageFeatures, "providerForEach">,
): ProviderReference | undefined {
  const keyed = language?.providerForEach === true ? keyOf(expression) : undefined;
  if (keyed === undefined) return decodePlain(expression, argument, diagnostics);
  const reference = decodePlain(keyed.provider, argument, diagnostics);
  if (reference?.alias !== undefined || reference === undefined)
    return reference && { ...reference, key: keyed.key };
  diagnostics.error(
    SUMMARY,
    "Provider assignment requires an alias when specifying an instance key, in the form of provider.name[instance_key]",
    reference.nameRange,
  );
  return undefined;
}

/** What stands between the brackets at the end, and what before them. In JSON the text holds all of it. */
function keyOf(written: Expression): { readonly provider: Expression; readonly key: Expression } | undefined {
  const expression = nativeExpression(written);
  if (expression.kind === "object-key") return keyOf(expression.wrapped);
  if (expression.kind === "index") return { provider: expression.collection, key: expression.key };
  if (expression.kind !== "scope-traversal") return undefined;
  const { traversal, range } = expression;
  const last = traversal.steps.at(-1);
  if (last?.kind !== "index") return undefined;
  const provider = { ...traversal, steps: traversal.steps.slice(0, -1) };
  return {
    provider: { kind: "scope-traversal", traversal: provider, range },
    key: { kind: "literal", value: last.key, range: last.range },
  };
}

function decodePlain(
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
  }
  // The name counts even where what follows is none: other checks speak of that provider then, as Terraform's do.
  return {
    name: traversal.rootName,
    nameRange: traversal.rootRange,
    alias: alias.kind === "attribute" ? alias.name : undefined,
    aliasRange: alias.kind === "attribute" ? alias.range : undefined,
  };
}
