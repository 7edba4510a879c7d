import type { ErrorKind } from "@tutti/errors";
import { type Attribute, type Block, type Body, keywordOf, rangeText, traversalsOf } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Connection, Provisioner } from "../module/resource.ts";
import { unquoteReference } from "./quoted-reference.ts";

const SCHEMA = {
  attributes: [{ name: "when" }, { name: "on_failure" }],
  blocks: [{ type: "_" }, { type: "connection" }, { type: "lifecycle" }],
};

const REMOVED: ReadonlySet<string> = new Set(["chef", "habitat", "puppet", "salt-masterless"]);

/** Undefined for a provisioner that is no longer there. */
export function decodeProvisioner(block: Block, diagnostics: DiagnosticList): Provisioner | undefined {
  const type = block.labels[0] ?? "";
  const typeRange = block.labelRanges[0] ?? block.typeRange;
  const { content, remain, diagnostics: found } = block.body.partialContent(SCHEMA);
  diagnostics.addAll(found);
  if (REMOVED.has(type)) {
    diagnostics.error(
      configError("provisioner-has-been-removed", type),
      `The "${type}" provisioner was deprecated in Terraform 0.13.4 has been removed from Terraform. Visit https://learn.hashicorp.com/collections/terraform/provision for alternatives to using provisioners that are a better fit for the Terraform workflow.`,
      typeRange,
    );
    return undefined;
  }
  const when = keyword(
    content.attributes.get("when"),
    { words: ["create", "destroy"], kind: configError("invalid-when-keyword") },
    'The "when" argument requires one of the following keywords: create or destroy.',
    diagnostics,
  );
  const onFailure = keyword(
    content.attributes.get("on_failure"),
    { words: ["continue", "fail"], kind: configError("invalid-on-failure-keyword") },
    'The "on_failure" argument requires one of the following keywords: continue or fail.',
    diagnostics,
  );
  const inner = decodeInnerBlocks(content.blocks, diagnostics);
  if (when === "destroy") {
    refuseForeignReferences(remain, diagnostics);
    if (inner.connection !== undefined) refuseForeignReferences(inner.connection.config, diagnostics);
  }
  return {
    type,
    config: inner.escaping?.body ?? remain,
    connection: inner.connection,
    when: when === "destroy" ? "destroy" : "create",
    onFailure: onFailure === "continue" ? "continue" : "fail",
    declRange: block.defRange,
    typeRange,
  };
}

const OWN: ReadonlySet<string> = new Set(["self", "count", "each", "path", "terraform"]);

/** The connection that a resource gives to all of its provisioners, of which one runs at destroy. */
export function refuseForeignConnection(
  connection: Connection | undefined,
  provisioners: readonly Provisioner[],
  diagnostics: DiagnosticList,
): void {
  if (connection !== undefined && provisioners.some(({ when }) => when === "destroy"))
    refuseForeignReferences(connection.config, diagnostics);
}

/** When a resource is destroyed, nothing else may be needed for it. */
function refuseForeignReferences(body: Body, diagnostics: DiagnosticList): void {
  for (const { expression } of body.justAttributes().attributes.values()) {
    if (traversalsOf(expression).every(({ rootName }) => OWN.has(rootName))) continue;
    diagnostics.error(
      configError("invalid-reference-from-destroy-provisioner"),
      "Destroy-time provisioners and their connection configurations may only reference attributes of the related resource, via 'self', 'count.index', or 'each.key'.\n\nReferences to other resources during the destroy phase can cause dependency cycles and interact poorly with create_before_destroy.",
      expression.range,
    );
  }
}

function keyword(
  attribute: Attribute | undefined,
  wanted: { readonly words: readonly string[]; readonly kind: ErrorKind },
  detail: string,
  diagnostics: DiagnosticList,
): string | undefined {
  if (attribute === undefined) return undefined;
  const expression = unquoteReference(attribute.expression, "keywords", diagnostics);
  const word = keywordOf(expression);
  if (word !== undefined && wanted.words.includes(word)) return word;
  diagnostics.error(wanted.kind, detail, expression.range);
  return undefined;
}

function decodeInnerBlocks(
  blocks: readonly Block[],
  diagnostics: DiagnosticList,
): { readonly connection: Connection | undefined; readonly escaping: Block | undefined } {
  let connection: Connection | undefined;
  let escaping: Block | undefined;
  for (const block of blocks) {
    if (block.type === "connection") {
      if (connection !== undefined) {
        diagnostics.error(
          configError("duplicate-connection-block"),
          `This provisioner already has a connection block at ${rangeText(connection.declRange)}.`,
          block.defRange,
        );
        continue;
      }
      connection = { config: block.body, declRange: block.defRange };
    } else if (block.type === "_") {
      if (escaping !== undefined) {
        diagnostics.error(
          configError("duplicate-escaping-block"),
          `The special block type "_" can be used to force particular arguments to be interpreted as provisioner-type-specific rather than as meta-arguments, but each provisioner block can have only one such block. The first escaping block was at ${rangeText(escaping.defRange)}.`,
          block.defRange,
        );
        continue;
      }
      escaping = block;
    } else {
      diagnostics.error(
        configError("reserved-block-type-name-in-provisioner-block"),
        `The block type name "${block.type}" is reserved for use by <Tutti> in a future version.`,
        block.typeRange,
      );
    }
  }
  return { connection, escaping };
}
