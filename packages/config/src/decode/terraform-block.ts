import { type Block, keywordOf, type SourceRange } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { Backend, CloudBlock, EncryptionBlock } from "../module/module-call.ts";
import type { ProviderMeta, RequiredProvider } from "../module/provider.ts";
import type { Version } from "../module/version.ts";
import { decodeRequiredProviders } from "./required-providers.ts";
import { decodeVersion } from "./version.ts";

const SCHEMA = {
  attributes: [{ name: "required_version" }, { name: "experiments" }, { name: "language" }],
  blocks: [
    { type: "backend", labelNames: ["type"] },
    { type: "cloud" },
    { type: "required_providers" },
    { type: "provider_meta", labelNames: ["provider"] },
  ],
};

/** What a `terraform` block declares. */
export interface TerraformBlock {
  /** Its range is that of the whole argument. */
  readonly requiredVersion: Version | undefined;
  readonly backends: readonly Backend[];
  readonly clouds: readonly CloudBlock[];
  readonly encryptions: readonly EncryptionBlock[];
  readonly requiredProviders: readonly {
    readonly entries: readonly RequiredProvider[];
    readonly declRange: SourceRange;
  }[];
  readonly providerMetas: readonly ProviderMeta[];
}

export function decodeTerraformBlock(
  block: Block,
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): TerraformBlock {
  const { content, diagnostics: found } = block.body.content(
    language.encryption ? { ...SCHEMA, blocks: [...SCHEMA.blocks, { type: "encryption" }] } : SCHEMA,
  );
  diagnostics.addAll(found);
  const { attributes } = content;
  const experiments = attributes.get("experiments");
  if (experiments !== undefined) {
    diagnostics.error(
      configError("module-uses-experimental-features"),
      "Experimental features are intended only for gathering early feedback on new language designs, and so are available only in alpha releases of <Tutti>.",
      experiments.nameRange,
    );
  }
  const edition = attributes.get("language");
  if (edition !== undefined && keywordOf(edition.expression) !== "TF2021") {
    diagnostics.error(
      configError("unsupported-language-edition"),
      "<Tutti> only supports language edition TF2021. This module requires a newer version of the <Tutti> CLI.",
      edition.expression.range,
    );
  }
  const required = attributes.get("required_version");
  const version = decodeVersion(required, diagnostics);
  return {
    requiredVersion:
      version === undefined || required === undefined
        ? undefined
        : { text: version.text, range: required.range },
    ...decodeBlocks(content.blocks, language, diagnostics),
  };
}

function decodeBlocks(
  blocks: readonly Block[],
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): Omit<TerraformBlock, "requiredVersion"> {
  const backends: Backend[] = [];
  const clouds: CloudBlock[] = [];
  const encryptions: EncryptionBlock[] = [];
  const requiredProviders: TerraformBlock["requiredProviders"][number][] = [];
  const providerMetas: ProviderMeta[] = [];
  for (const { type, labels, labelRanges, body, defRange, typeRange } of blocks) {
    const config = body;
    const declRange = defRange;
    if (type === "backend") {
      backends.push({ type: labels[0] ?? "", config, typeRange: labelRanges[0] ?? typeRange, declRange });
    } else if (type === "cloud") clouds.push({ config, declRange });
    else if (type === "encryption") encryptions.push({ config, typeRange, declRange });
    else if (type === "provider_meta") providerMetas.push({ provider: labels[0] ?? "", config, declRange });
    else {
      const block = { type, labels, labelRanges, body, defRange, typeRange };
      requiredProviders.push({ entries: decodeRequiredProviders(block, language, diagnostics), declRange });
    }
  }
  return { backends, clouds, encryptions, requiredProviders, providerMetas };
}
