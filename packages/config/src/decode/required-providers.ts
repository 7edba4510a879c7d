import { type Block, type Expression, evaluate, staticMap } from "@tutti/hcl";
import { convert, DYNAMIC, STRING, type Type } from "@tutti/values";
import { parseProviderPackage } from "../address/provider-package.ts";
import {
  formatProviderSource,
  impliedProviderSource,
  normalizePart,
  parseProviderSource,
} from "../address/provider-source.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { ProviderReference, RequiredProvider } from "../module/provider.ts";
import type { Version } from "../module/version.ts";
import { listItems, referenceIn } from "./static-view.ts";
import { checkVersion } from "./version.ts";

/** The entries of a `required_providers` block. */
export function decodeRequiredProviders(
  block: Block,
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): readonly RequiredProvider[] {
  const { attributes, diagnostics: found } = block.body.justAttributes();
  if (!diagnostics.addAll(found)) return [];
  const out: RequiredProvider[] = [];
  for (const { name, nameRange, expression } of attributes.values()) {
    if (normalizePart(name) === undefined && !staticMap(expression).ok) {
      diagnostics.error(configError("invalid-provider-name"), BAD_PROVIDER_NAME, expression.range);
      continue;
    }
    if (!checkProviderName(name, expression.range, diagnostics)) continue;
    const entry = decodeEntry(name, expression, language, diagnostics);
    if (entry === undefined) continue;
    out.push({ ...entry, name, declRange: nameRange, valueRange: expression.range });
  }
  return out;
}

const BAD_PROVIDER_NAME =
  "must contain only letters, digits, and dashes, and may not use leading or trailing dashes";

/** Names of providers are lower case letters, digits and dashes. */
export function checkProviderName(
  name: string,
  range: RequiredProvider["declRange"],
  diagnostics: DiagnosticList,
): boolean {
  const normal = normalizePart(name);
  if (normal === name) return true;
  diagnostics.error(
    configError("invalid-provider-local-name"),
    normal === undefined
      ? `${name} is an invalid provider local name: ${BAD_PROVIDER_NAME}`
      : `Provider names must be normalized. Replace "${name}" with "${normal}" to fix this error.`,
    range,
  );
  return false;
}

type Entry = Omit<RequiredProvider, "name" | "declRange" | "valueRange">;

function decodeEntry(
  name: string,
  expression: Expression,
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): Entry | undefined {
  const map = staticMap(expression);
  if (!map.ok) return decodeVersionOnly(name, expression, diagnostics);
  const entry: { -readonly [K in keyof Entry]: Entry[K] } = {
    sourceText: undefined,
    source: impliedProviderSource(name),
    version: undefined,
    aliases: [],
  };
  for (const { key, value } of map.value) {
    const { value: keyValue, diagnostics: found } = evaluate(key, undefined);
    if (!diagnostics.addAll(found)) continue;
    const field = keyValue.isKnown && keyValue.type.kind === "string" ? keyValue.asString : "";
    if (field === "version") entry.version = decodeVersionField(value, diagnostics);
    else if (field === "source") decodeSourceField(value, entry, language, diagnostics);
    else if (field === "configuration_aliases") entry.aliases = decodeAliases(name, value, diagnostics);
    else {
      diagnostics.error(
        configError("invalid-required-providers-object"),
        'required_providers objects can only contain "version", "source" and "configuration_aliases" attributes. To configure a provider, use a "provider" block.',
        key.range,
      );
      return undefined;
    }
  }
  return entry;
}

/** `name = "~> 1.0"`, as it was before there were sources. */
function decodeVersionOnly(
  name: string,
  expression: Expression,
  diagnostics: DiagnosticList,
): Entry | undefined {
  const text = textOf(expression, STRING);
  if (text === undefined) {
    diagnostics.error(
      configError("invalid-required-providers-object"),
      "required_providers entries must be strings or objects.",
      expression.range,
    );
    return undefined;
  }
  const version = checkVersion(text, expression.range, expression.range, diagnostics);
  return { sourceText: undefined, source: impliedProviderSource(name), version, aliases: [] };
}

/** A constant text; with a type also what converts to it. */
function textOf(expression: Expression, type: Type = DYNAMIC): string | undefined {
  const { value, diagnostics } = evaluate(expression, undefined);
  if (diagnostics.length > 0) return undefined;
  const converted = convert(value, type);
  if (!converted.ok || !converted.value.isKnown || converted.value.type.kind !== "string") return undefined;
  return converted.value.asString;
}

function decodeVersionField(expression: Expression, diagnostics: DiagnosticList): Version | undefined {
  const text = textOf(expression);
  if (text !== undefined) return checkVersion(text, expression.range, expression.range, diagnostics);
  diagnostics.error(
    configError("invalid-version-constraint"),
    "Version must be specified as a string.",
    expression.range,
  );
  return undefined;
}

function decodeSourceField(
  expression: Expression,
  entry: { sourceText: string | undefined; source: string },
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): void {
  const text = textOf(expression);
  if (text === undefined) {
    diagnostics.error(
      configError("invalid-source"),
      "Source must be specified as a string.",
      expression.range,
    );
    return;
  }
  const parsed =
    (language.providerPackages ? parseProviderPackage(text) : undefined) ?? parseProviderSource(text);
  if (!parsed.ok) {
    diagnostics.error(parsed.kind, parsed.detail, expression.range);
    return;
  }
  entry.sourceText = text;
  entry.source = formatProviderSource(parsed.source);
}

function decodeAliases(
  name: string,
  expression: Expression,
  diagnostics: DiagnosticList,
): readonly ProviderReference[] {
  const out: ProviderReference[] = [];
  for (const item of listItems(expression, diagnostics)) {
    const traversal = referenceIn(item, diagnostics);
    if (traversal === undefined) continue;
    const [alias] = traversal.steps;
    if (alias !== undefined && alias.kind !== "attribute") {
      diagnostics.error(
        configError("invalid-configuration-aliases-value"),
        "Configuration aliases can only contain references to local provider configuration names in the format of provider.alias",
        expression.range,
      );
      continue;
    }
    if (traversal.rootName !== name) {
      diagnostics.error(
        configError("invalid-configuration-aliases-value"),
        `Configuration aliases must be prefixed with the provider name. Expected "${name}", but found "${traversal.rootName}".`,
        expression.range,
      );
      continue;
    }
    if (alias !== undefined)
      out.push({ name, nameRange: traversal.rootRange, alias: alias.name, aliasRange: alias.range });
  }
  return out;
}
