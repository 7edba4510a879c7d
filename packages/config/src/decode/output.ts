import type { Block, Expression, SourceRange, Traversal } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { CheckRule } from "../module/check.ts";
import type { Local, Output } from "../module/named-value.ts";
import { decodeCheckRule } from "./check-rule.ts";
import { decodeDependsOn } from "./depends-on.ts";
import type { FileFacts } from "./file-facts.ts";
import { checkIdentifier } from "./identifier.ts";
import { decodeBool, decodeString } from "./static-value.ts";

export interface OutputDecl {
  readonly name: string;
  readonly description: string | undefined;
  readonly expression: Expression | undefined;
  readonly dependsOn: readonly Traversal[];
  readonly deprecated: string | undefined;
  readonly sensitive: boolean | undefined;
  readonly ephemeral: boolean | undefined;
  readonly preconditions: readonly CheckRule[];
  readonly declRange: SourceRange;
}

const OPTIONAL = [
  { name: "description" },
  { name: "depends_on" },
  { name: "sensitive" },
  { name: "ephemeral" },
];
const BLOCKS = [{ type: "precondition" }, { type: "postcondition" }];

export function decodeOutput(
  block: Block,
  { overriding, language }: FileFacts,
  diagnostics: DiagnosticList,
): OutputDecl {
  const name = block.labels[0] ?? "";
  const { content, diagnostics: found } = block.body.content({
    attributes: [
      ...OPTIONAL,
      ...(language.deprecated ? [{ name: "deprecated" }] : []),
      { name: "value", required: !overriding },
    ],
    blocks: BLOCKS,
  });
  diagnostics.addAll(found);
  checkIdentifier(name, configError("invalid-output-name"), block.labelRanges[0], diagnostics);
  const { attributes } = content;
  const preconditions: CheckRule[] = [];
  for (const inner of content.blocks) {
    if (inner.type === "precondition") {
      preconditions.push(decodeCheckRule(inner, diagnostics));
    } else {
      diagnostics.error(
        configError("postconditions-are-not-allowed"),
        "Output values can only have preconditions, not postconditions.",
        inner.typeRange,
      );
    }
  }
  return {
    name,
    description: decodeString(attributes.get("description"), diagnostics),
    expression: attributes.get("value")?.expression,
    dependsOn: decodeDependsOn(attributes.get("depends_on"), diagnostics),
    deprecated: decodeString(attributes.get("deprecated"), diagnostics),
    sensitive: decodeBool(attributes.get("sensitive"), diagnostics),
    ephemeral: decodeBool(attributes.get("ephemeral"), diagnostics),
    preconditions,
    declRange: block.defRange,
  };
}

export function finishOutput(decl: OutputDecl): Output {
  return { ...decl, sensitive: decl.sensitive ?? false, ephemeral: decl.ephemeral ?? false };
}

/** The arguments of a `locals` block. */
export function decodeLocals(block: Block, diagnostics: DiagnosticList): readonly Local[] {
  const { attributes, diagnostics: found } = block.body.justAttributes();
  diagnostics.addAll(found);
  const out: Local[] = [];
  for (const { name, nameRange, range, expression } of attributes.values()) {
    checkIdentifier(name, configError("invalid-local-value-name"), nameRange, diagnostics);
    out.push({ name, expression, declRange: range });
  }
  return out;
}
