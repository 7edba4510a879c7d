import { type Attribute, type Block, isIdentifier, rangeText } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { ProviderConfig } from "../module/provider.ts";
import type { Version } from "../module/version.ts";
import { mergeBodies } from "./combined-body.ts";
import { BAD_IDENTIFIER } from "./identifier.ts";
import { checkProviderName } from "./required-providers.ts";
import { decodeString } from "./static-value.ts";
import { decodeVersion } from "./version.ts";

const RESERVED = ["count", "depends_on", "source"];

const SCHEMA = {
  attributes: ["alias", "version", "for_each", ...RESERVED].map((name) => ({ name })),
  blocks: [{ type: "_" }, { type: "lifecycle" }, { type: "locals" }],
};

/** A block of a module, or of a test file, which may say nothing of versions. */
export function decodeProviderConfig(
  block: Block,
  { providerForEach }: Pick<LanguageFeatures, "providerForEach">,
  diagnostics: DiagnosticList,
  place: "module" | "test" = "module",
): ProviderConfig | undefined {
  const name = block.labels[0] ?? "";
  const { content, remain, diagnostics: found } = block.body.partialContent(SCHEMA);
  diagnostics.addAll(found);
  if (!checkProviderName(name, block.defRange, diagnostics)) return undefined;
  const { attributes } = content;
  const aliasAttribute = attributes.get("alias");
  const alias = decodeString(aliasAttribute, diagnostics);
  if (aliasAttribute !== undefined && !isIdentifier(alias ?? "")) {
    diagnostics.error(
      configError("invalid-provider-configuration-alias"),
      `An alias must be a valid name. ${BAD_IDENTIFIER}`,
    );
  }
  const version = VERSIONS[place](attributes.get("version"), diagnostics);
  const repeated = attributes.get("for_each");
  const forEach = providerForEach ? repeated?.expression : undefined;
  if (forEach !== undefined && alias === undefined)
    diagnostics.error(
      configError("alias-required-for-provider-for-each"),
      "The for_each argument is allowed only for provider configurations with an alias.",
      forEach.range,
    );
  const reservedNames = providerForEach ? RESERVED : [...RESERVED, "for_each"].sort();
  for (const reserved of reservedNames) {
    const attribute = attributes.get(reserved);
    if (attribute === undefined) continue;
    diagnostics.error(
      configError("reserved-argument-name-in-provider-block"),
      `The provider argument name "${reserved}" is reserved for use by <Tutti> in a future version.`,
      attribute.nameRange,
    );
  }
  const escaping = decodeEscape(content.blocks, diagnostics);
  return {
    name,
    nameRange: block.labelRanges[0] ?? block.typeRange,
    alias,
    aliasRange: aliasAttribute?.expression.range,
    forEach,
    version,
    config: escaping === undefined ? remain : mergeBodies([remain, escaping.body]),
    declRange: block.defRange,
  };
}

const VERSIONS = { module: deprecatedVersion, test: refusedVersion } as const;

function deprecatedVersion(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): Version | undefined {
  if (attribute === undefined) return undefined;
  diagnostics.warning(
    configError("version-constraint-in-provider-block"),
    "Terraform 0.13 and earlier allowed provider version constraints inside the provider configuration block, but that is now deprecated and will be removed in a future version of <Tutti>. To silence this warning, move the provider version constraint into the required_providers block.",
    attribute.expression.range,
  );
  return decodeVersion(attribute, diagnostics);
}

function refusedVersion(attribute: Attribute | undefined, diagnostics: DiagnosticList): undefined {
  if (attribute === undefined) return;
  diagnostics.error(
    configError("version-constraint-in-test-file"),
    "Version constraints inside provider configuration blocks are not allowed in test files. To silence this error, move the provider version constraint into the required_providers block of the configuration that uses this provider.",
    attribute.expression.range,
  );
}

function decodeEscape(blocks: readonly Block[], diagnostics: DiagnosticList): Block | undefined {
  let escaping: Block | undefined;
  for (const block of blocks) {
    if (block.type !== "_") {
      diagnostics.error(
        configError("reserved-block-type-name-in-provider-block"),
        `The block type name "${block.type}" is reserved for use by <Tutti> in a future version.`,
        block.typeRange,
      );
    } else if (escaping !== undefined) {
      diagnostics.error(
        configError("duplicate-escaping-block"),
        `The special block type "_" can be used to force particular arguments to be interpreted as provider-specific rather than as meta-arguments, but each provider block can have only one such block. The first escaping block was at ${rangeText(escaping.defRange)}.`,
        block.defRange,
      );
    } else escaping = block;
  }
  return escaping;
}
