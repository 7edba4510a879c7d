import { type Attribute, type Block, rangeBetween, rangeText, type SourceRange } from "@tutti/hcl";
import { type ModuleSource, parseModuleSource } from "../address/module-source.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { EarlyCall, ModuleCall, PassedProvider } from "../module/module-call.ts";
import { providerKey } from "../module/provider.ts";
import { mergeBodies } from "./combined-body.ts";
import { decodeDependsOn } from "./depends-on.ts";
import type { FileFacts } from "./file-facts.ts";
import { checkIdentifier } from "./identifier.ts";
import { decodeModuleLifecycle, refuseEnabled } from "./lifecycle.ts";
import { decodeProviderReference } from "./provider-reference.ts";
import { refuseCountAndForEach } from "./resource.ts";
import { decodeString, isLiteral } from "./static-value.ts";
import { mapPairs } from "./static-view.ts";
import { decodeVersion } from "./version.ts";

const OPTIONAL = ["version", "count", "for_each", "depends_on", "providers"].map((name) => ({ name }));
const BLOCKS = [
  { type: "_" },
  { type: "lifecycle" },
  { type: "locals" },
  { type: "provider", labelNames: ["type"] },
];

/** `providers` is undefined where it was not written, so that an override leaves it alone. */
export interface ModuleCallDecl extends Omit<ModuleCall, "providers"> {
  readonly providers: readonly PassedProvider[] | undefined;
}

export function decodeModuleCall(
  block: Block,
  { overriding, language }: FileFacts,
  diagnostics: DiagnosticList,
): ModuleCallDecl {
  const name = block.labels[0] ?? "";
  const {
    content,
    remain,
    diagnostics: found,
  } = block.body.partialContent({
    attributes: [{ name: "source", required: !overriding }, ...OPTIONAL],
    blocks: BLOCKS,
  });
  diagnostics.addAll(found);
  checkIdentifier(name, configError("invalid-module-instance-name"), block.labelRanges[0], diagnostics);
  const { attributes } = content;
  refuseCountAndForEach(attributes, false, diagnostics);
  const providers = attributes.get("providers");
  const { escaping, lifecycle } = decodeInnerBlocks(content.blocks, language.enabled, diagnostics);
  const enabled = lifecycle === undefined ? undefined : decodeModuleLifecycle(lifecycle, diagnostics);
  refuseEnabled(attributes, enabled, diagnostics);
  const isEarly = (attribute: Attribute | undefined): attribute is Attribute =>
    language.earlyEvaluation && attribute !== undefined && !isLiteral(attribute.expression);
  const sourceArgument = attributes.get("source");
  const versionArgument = attributes.get("version");
  const early: EarlyCall = {
    source: isEarly(sourceArgument) ? sourceArgument.expression : undefined,
    version: isEarly(versionArgument) ? versionArgument.expression : undefined,
    isVersioned: versionArgument !== undefined,
  };
  const source =
    early.source === undefined ? decodeSource(sourceArgument, early.isVersioned, diagnostics) : undefined;
  return {
    name,
    source: source?.text,
    address: source?.address,
    sourceRange: sourceArgument?.expression.range,
    version: early.version === undefined ? decodeVersion(versionArgument, diagnostics) : undefined,
    early: early.source === undefined && early.version === undefined ? undefined : early,
    config: escaping === undefined ? remain : mergeBodies([remain, escaping.body]),
    count: attributes.get("count")?.expression,
    forEach: attributes.get("for_each")?.expression,
    lifecycle: { enabled },
    dependsOn: decodeDependsOn(attributes.get("depends_on"), diagnostics),
    providers: providers === undefined ? undefined : decodePassedProviders(providers, diagnostics, language),
    declRange: block.defRange,
  };
}

interface DecodedSource {
  readonly text: string;
  readonly address: ModuleSource;
}

export function decodeSource(
  attribute: Attribute | undefined,
  registryWanted: boolean,
  diagnostics: DiagnosticList,
  subject = attribute?.expression.range,
): DecodedSource | undefined {
  const text = decodeString(attribute, diagnostics);
  return text === undefined ? undefined : readSource(text, registryWanted, diagnostics, subject);
}

/** What a source means; the address of a registry where a version stands beside it. */
export function readSource(
  text: string,
  registryWanted: boolean,
  diagnostics: DiagnosticList,
  subject: SourceRange | undefined,
): DecodedSource | undefined {
  const parsed = parseModuleSource(text, registryWanted);
  if (parsed.ok) return { text, address: parsed.source };
  if (parsed.maybeRelative) {
    diagnostics.error(
      configError("invalid-module-source-address"),
      `<Tutti> failed to determine your intended installation method for remote module package "${parsed.error}".\n\nIf you intended this as a path relative to the current module, use "./${parsed.error}" instead. The "./" prefix indicates that the address is a relative filesystem path.`,
      subject,
    );
  } else if (registryWanted) {
    diagnostics.error(
      configError("invalid-registry-module-source-address"),
      `Failed to parse module registry address: ${parsed.error}.\n\n<Tutti> assumed that you intended a module registry source address because you also set the argument "version", which applies only to registry modules.`,
      subject,
    );
  } else {
    diagnostics.error(
      configError("invalid-module-source-address"),
      `Failed to parse module source address: ${parsed.error}.`,
      subject,
    );
  }
  return undefined;
}

export function decodePassedProviders(
  attribute: Attribute,
  diagnostics: DiagnosticList,
  language?: LanguageFeatures,
): readonly PassedProvider[] {
  const out: PassedProvider[] = [];
  const seen = new Map<string, SourceRange>();
  for (const { key, value } of mapPairs(attribute.expression, diagnostics)) {
    const inChild = decodeProviderReference(key, "providers", diagnostics, language);
    const inParent = decodeProviderReference(value, "providers", diagnostics, language);
    if (inChild === undefined || inParent === undefined) continue;
    const first = seen.get(providerKey(inChild));
    if (first !== undefined) {
      diagnostics.error(
        configError("duplicate-provider-address"),
        `A provider configuration was already passed to ${providerKey(inChild)} at ${rangeText(first)}. Each child provider configuration can be assigned only once.`,
        value.range,
      );
      continue;
    }
    seen.set(providerKey(inChild), rangeBetween(key.range, value.range));
    out.push({ inChild, inParent });
  }
  return out;
}

interface InnerBlocks {
  readonly escaping: Block | undefined;
  readonly lifecycle: Block | undefined;
}

function decodeInnerBlocks(
  blocks: readonly Block[],
  hasLifecycle: boolean,
  diagnostics: DiagnosticList,
): InnerBlocks {
  let escaping: Block | undefined;
  let lifecycle: Block | undefined;
  for (const block of blocks) {
    if (hasLifecycle && block.type === "lifecycle") {
      if (lifecycle === undefined) lifecycle = block;
      else
        diagnostics.error(
          configError("duplicate-lifecycle-block"),
          `This module already has a lifecycle block at ${rangeText(lifecycle.defRange)}.`,
          block.defRange,
        );
    } else if (block.type !== "_") {
      diagnostics.error(
        configError("reserved-block-type-name-in-module-block"),
        `The block type name "${block.type}" is reserved for use by <Tutti> in a future version.`,
        block.typeRange,
      );
    } else if (escaping !== undefined) {
      diagnostics.error(
        configError("duplicate-escaping-block"),
        `The special block type "_" can be used to force particular arguments to be interpreted as module input variables rather than as meta-arguments, but each module block can have only one such block. The first escaping block was at ${rangeText(escaping.defRange)}.`,
        block.defRange,
      );
    } else escaping = block;
  }
  return { escaping, lifecycle };
}

export function finishModuleCall(decl: ModuleCallDecl): ModuleCall {
  return { ...decl, providers: decl.providers ?? [] };
}
