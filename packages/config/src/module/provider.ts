import { formatKey } from "@tutti/addresses";
import type { Body, Expression, SourceRange } from "@tutti/hcl";
import { toFloat64 } from "@tutti/values";
import type { Version } from "./version.ts";

/** A provider configuration by its name in one module: `aws`, `aws.west`. */
export interface ProviderReference {
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly alias: string | undefined;
  readonly aliasRange: SourceRange | undefined;
  /** `aws.by_region[each.key]`: which instance of a provider that has `for_each`. */
  readonly key?: Expression | undefined;
}

/** `name` or `name.alias`. */
export function providerKey(reference: {
  readonly name: string;
  readonly alias: string | undefined;
}): string {
  return reference.alias === undefined ? reference.name : `${reference.name}.${reference.alias}`;
}

/** As it stands in a `provider` argument, with a key that is fixed; one that is worked out stands in no text. */
export function writtenProvider(
  reference: Parameters<typeof providerKey>[0] & Pick<ProviderReference, "key">,
): string {
  const { key } = reference;
  if (key?.kind !== "literal") return providerKey(reference);
  const { value } = key;
  const fixed = value.type.kind === "number" ? toFloat64(value.asNumber) : value.asString;
  return `${providerKey(reference)}${formatKey(fixed)}`;
}

/** A `provider` block. */
export interface ProviderConfig {
  readonly name: string;
  readonly nameRange: SourceRange;
  readonly alias: string | undefined;
  readonly aliasRange: SourceRange | undefined;
  /** Instances by the keys of this; without it there is one. */
  readonly forEach: Expression | undefined;
  readonly version: Version | undefined;
  readonly config: Body;
  readonly declRange: SourceRange;
}

/** An entry of `required_providers`. */
export interface RequiredProvider {
  readonly name: string;
  /** As written; absent means `hashicorp/NAME`. */
  readonly sourceText: string | undefined;
  /** In full: `registry.terraform.io/hashicorp/aws`. */
  readonly source: string;
  readonly version: Version | undefined;
  readonly aliases: readonly ProviderReference[];
  readonly declRange: SourceRange;
  readonly valueRange: SourceRange;
}

/** A `provider_meta` block. */
export interface ProviderMeta {
  readonly provider: string;
  readonly config: Body;
  readonly declRange: SourceRange;
}
