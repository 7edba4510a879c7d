import { formatResourceName, type ResourceMode } from "@tutti/addresses";
import type { ErrorKind } from "@tutti/errors";
import {
  type Attribute,
  type Block,
  type Body,
  type Expression,
  hclError,
  rangeText,
  type SourceRange,
  type Traversal,
} from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { ProviderReference } from "../module/provider.ts";
import type { Connection, Listing, Provisioner } from "../module/resource.ts";
import { mergeBodies } from "./combined-body.ts";
import { decodeDependsOn } from "./depends-on.ts";
import { checkIdentifier } from "./identifier.ts";
import { decodeLifecycle, type LifecycleDecl, refuseEnabled } from "./lifecycle.ts";
import { decodeProviderReference } from "./provider-reference.ts";
import { decodeProvisioner, refuseForeignConnection } from "./provisioner.ts";

/** A resource as one block declares it, before other files override it. */
export interface ResourceDecl {
  readonly mode: ResourceMode;
  readonly type: string;
  readonly name: string;
  readonly key: string;
  readonly config: Body;
  readonly count: Expression | undefined;
  readonly forEach: Expression | undefined;
  readonly dependsOn: readonly Traversal[];
  readonly provider: ProviderReference | undefined;
  readonly lifecycle: LifecycleDecl | undefined;
  readonly connection: Connection | undefined;
  readonly provisioners: readonly Provisioner[];
  readonly inCheck: string | undefined;
  /** Of `list` blocks. */
  readonly listing?: Listing;
  readonly declRange: SourceRange;
  readonly typeRange: SourceRange;
}

const ATTRIBUTES = [{ name: "count" }, { name: "for_each" }, { name: "provider" }, { name: "depends_on" }];

const MANAGED_SCHEMA = {
  attributes: ATTRIBUTES,
  blocks: [
    { type: "locals" },
    { type: "lifecycle" },
    { type: "connection" },
    { type: "provisioner", labelNames: ["type"] },
    { type: "_" },
  ],
};

const OTHER_SCHEMA = {
  attributes: ATTRIBUTES,
  blocks: [{ type: "lifecycle" }, { type: "locals" }, { type: "_" }],
};

const BLOCK_NAMES: Readonly<Record<ResourceMode, string>> = {
  managed: "resource",
  data: "data",
  ephemeral: "ephemeral",
  list: "list",
};

const BAD_TYPE: Readonly<Record<ResourceMode, ErrorKind>> = {
  managed: configError("invalid-resource-type-name"),
  data: configError("invalid-data-source-name"),
  ephemeral: configError("invalid-ephemeral-resource-type"),
  list: configError("invalid-list-type-name"),
};

const BAD_NAME: Readonly<Record<ResourceMode, ErrorKind>> = {
  managed: configError("invalid-resource-name"),
  data: configError("invalid-data-resource-name"),
  ephemeral: configError("invalid-ephemeral-resource-name"),
  list: configError("invalid-list-name"),
};

export function decodeResource(
  block: Block,
  mode: ResourceMode,
  options: { readonly language: LanguageFeatures; readonly inCheck?: string | undefined },
  diagnostics: DiagnosticList,
): ResourceDecl {
  const [type = "", name = ""] = block.labels;
  const key = formatResourceName({ mode, type, name });
  const schema = mode === "managed" ? MANAGED_SCHEMA : OTHER_SCHEMA;
  const { content, remain, diagnostics: found } = block.body.partialContent(schema);
  diagnostics.addAll(found);
  checkIdentifier(type, BAD_TYPE[mode], block.labelRanges[0], diagnostics);
  checkIdentifier(name, BAD_NAME[mode], block.labelRanges[1], diagnostics);
  const attribute = (wanted: string): Expression | undefined => content.attributes.get(wanted)?.expression;
  refuseCountAndForEach(content.attributes, options.inCheck !== undefined, diagnostics);
  const provider = attribute("provider");
  const nested = options.inCheck !== undefined;
  const inner = decodeInnerBlocks(
    content.blocks,
    { mode, key, nested, language: options.language },
    diagnostics,
  );
  refuseEnabled(content.attributes, inner.lifecycle?.enabled, diagnostics);
  refuseForeignConnection(inner.connection, inner.provisioners, diagnostics);
  return {
    mode,
    type,
    name,
    key,
    config: inner.escaping === undefined ? remain : mergeBodies([remain, inner.escaping.body]),
    count: options.inCheck === undefined ? attribute("count") : undefined,
    forEach: options.inCheck === undefined ? attribute("for_each") : undefined,
    dependsOn: decodeDependsOn(content.attributes.get("depends_on"), diagnostics),
    provider:
      provider === undefined
        ? undefined
        : decodeProviderReference(provider, "provider", diagnostics, options.language),
    lifecycle: inner.lifecycle,
    connection: inner.connection,
    provisioners: inner.provisioners,
    inCheck: options.inCheck,
    declRange: block.defRange,
    typeRange: block.labelRanges[0] ?? block.typeRange,
  };
}

/** Also of modules: an object has one of the two, or none; a data source in a check has none. */
export function refuseCountAndForEach(
  attributes: ReadonlyMap<string, Attribute>,
  nested: boolean,
  diagnostics: DiagnosticList,
): void {
  const count = attributes.get("count");
  const forEach = attributes.get("for_each");
  if (nested) {
    for (const attribute of [count, forEach]) {
      if (attribute === undefined) continue;
      diagnostics.error(
        configError("repetition-in-data-of-check", attribute.name),
        'The "count" and "for_each" meta-arguments are not supported within nested data blocks.',
        attribute.nameRange,
      );
    }
    return;
  }
  if (count === undefined || forEach === undefined) return;
  diagnostics.error(
    configError("invalid-combination-of-count-and-for-each"),
    'The "count" and "for_each" meta-arguments are mutually-exclusive, only one should be used to be explicit about the number of resources to be created.',
    forEach.nameRange,
  );
}

interface InnerBlocks {
  lifecycle: LifecycleDecl | undefined;
  connection: Connection | undefined;
  escaping: Block | undefined;
  readonly provisioners: Provisioner[];
}

interface Owner {
  readonly mode: ResourceMode;
  readonly key: string;
  /** A data source in a check. */
  readonly nested: boolean;
  readonly language: LanguageFeatures;
}

function decodeInnerBlocks(blocks: readonly Block[], owner: Owner, diagnostics: DiagnosticList): InnerBlocks {
  const out: InnerBlocks = {
    lifecycle: undefined,
    connection: undefined,
    escaping: undefined,
    provisioners: [],
  };
  const first = new Map<string, SourceRange>();
  for (const block of blocks) {
    const seen = first.get(block.type);
    if (seen !== undefined && block.type !== "provisioner" && block.type !== "locals") {
      reportSecond(block, seen, owner.mode, diagnostics);
      continue;
    }
    first.set(block.type, block.defRange);
    decodeInnerBlock(block, owner, out, diagnostics);
  }
  return out;
}

function decodeInnerBlock(block: Block, owner: Owner, out: InnerBlocks, diagnostics: DiagnosticList): void {
  switch (block.type) {
    case "lifecycle":
      if (owner.nested) {
        diagnostics.error(
          configError("invalid-lifecycle-block"),
          'Nested data blocks do not support "lifecycle" blocks as the lifecycle is managed by the containing block.',
          block.defRange,
        );
      }
      out.lifecycle = decodeLifecycle(block, owner, diagnostics);
      return;
    case "connection":
      out.connection = { config: block.body, declRange: block.defRange };
      return;
    case "provisioner": {
      const provisioner = decodeProvisioner(block, diagnostics);
      if (provisioner !== undefined) out.provisioners.push(provisioner);
      return;
    }
    case "_":
      out.escaping = block;
      return;
    default:
      diagnostics.error(
        configError("reserved-block-type-name", BLOCK_NAMES[owner.mode]),
        `The block type name "${block.type}" is reserved for use by <Tutti> in a future version.`,
        block.typeRange,
      );
  }
}

function reportSecond(
  block: Block,
  first: SourceRange,
  mode: ResourceMode,
  diagnostics: DiagnosticList,
): void {
  const at = rangeText(first);
  if (block.type === "_") {
    diagnostics.error(
      configError("duplicate-escaping-block"),
      `The special block type "_" can be used to force particular arguments to be interpreted as resource-type-specific rather than as meta-arguments, but each ${mode === "managed" ? "resource" : "data"} block can have only one such block. The first escaping block was at ${at}.`,
      block.defRange,
    );
    return;
  }
  diagnostics.error(
    hclError("duplicate-block", block.type),
    `This resource already has a ${block.type} block at ${at}.`,
    block.defRange,
  );
}
