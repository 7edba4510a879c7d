import { type Block, type Expression, evaluate, keywordOf, type SourceRange, traversalsOf } from "@tutti/hcl";
import {
  applyDefaults,
  type ConversionError,
  convert,
  DYNAMIC,
  formatPath,
  isPrimitiveType,
  listType,
  mapType,
  Value,
  withoutOptional,
} from "@tutti/values";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { CheckRule } from "../module/check.ts";
import type { Variable } from "../module/named-value.ts";
import { decodeCheckRule } from "./check-rule.ts";
import { checkIdentifier } from "./identifier.ts";
import { decodeBool, decodeString } from "./static-value.ts";
import { decodeTypeConstraint, type TypeConstraint } from "./type-constraint.ts";

/** As one block declares it; what is undefined was not written. */
export interface VariableDecl {
  readonly name: string;
  readonly description: string | undefined;
  readonly constraint: (TypeConstraint & { readonly parsing: "literal" | "hcl" }) | undefined;
  readonly default: { readonly value: Value; readonly range: SourceRange } | undefined;
  readonly deprecated: string | undefined;
  readonly sensitive: boolean | undefined;
  readonly ephemeral: boolean | undefined;
  readonly nullable: boolean | undefined;
  readonly validations: readonly CheckRule[];
  readonly declRange: SourceRange;
  /** Where an override file gave it another type. */
  readonly overriddenAt?: SourceRange | undefined;
}

const SCHEMA = {
  attributes: [
    { name: "description" },
    { name: "default" },
    { name: "type" },
    { name: "sensitive" },
    { name: "ephemeral" },
    { name: "nullable" },
  ],
  blocks: [{ type: "validation" }],
};

const RESERVED: ReadonlySet<string> = new Set([
  "source",
  "version",
  "count",
  "for_each",
  "depends_on",
  "providers",
  "lifecycle",
  "locals",
]);

export function decodeVariable(
  block: Block,
  language: LanguageFeatures,
  diagnostics: DiagnosticList,
): VariableDecl {
  const name = block.labels[0] ?? "";
  const { content, diagnostics: found } = block.body.content(
    language.deprecated ? { ...SCHEMA, attributes: [...SCHEMA.attributes, { name: "deprecated" }] } : SCHEMA,
  );
  diagnostics.addAll(found);
  checkIdentifier(name, configError("invalid-variable-name"), block.labelRanges[0], diagnostics);
  if (RESERVED.has(name)) {
    diagnostics.error(
      configError("invalid-variable-name"),
      `The variable name "${name}" is reserved due to its special meaning inside module blocks.`,
      block.labelRanges[0],
    );
  }
  const { attributes } = content;
  const type = attributes.get("type")?.expression;
  const fallback = attributes.get("default")?.expression;
  return {
    name,
    description: decodeString(attributes.get("description"), diagnostics),
    constraint: type === undefined ? undefined : decodeVariableType(type, diagnostics),
    default: fallback === undefined ? undefined : decodeDefault(fallback, diagnostics),
    deprecated: decodeString(attributes.get("deprecated"), diagnostics),
    sensitive: decodeBool(attributes.get("sensitive"), diagnostics),
    ephemeral: decodeBool(attributes.get("ephemeral"), diagnostics),
    nullable: decodeBool(attributes.get("nullable"), diagnostics),
    validations: content.blocks.map((inner) => decodeValidation(inner, name, diagnostics)),
    declRange: block.defRange,
  };
}

function decodeDefault(
  expression: Expression,
  diagnostics: DiagnosticList,
): { readonly value: Value; readonly range: SourceRange } {
  const { value, diagnostics: found } = evaluate(expression, undefined);
  // A default that could not be read must not make the variable required.
  const clean = diagnostics.addAll(found);
  return { value: clean ? value : Value.unknown(DYNAMIC), range: expression.range };
}

function decodeValidation(block: Block, name: string, diagnostics: DiagnosticList): CheckRule {
  const rule = decodeCheckRule(block, diagnostics);
  const { condition } = rule;
  if (condition === undefined) return rule;
  const tested = traversalsOf(condition).some(({ rootName, steps: [first] }) => {
    return rootName === "var" && first?.kind === "attribute" && first.name === name;
  });
  if (!tested) {
    diagnostics.error(
      configError("invalid-variable-validation-condition"),
      `The condition for variable "${name}" must refer to var.${name} in order to test incoming values.`,
      condition.range,
    );
  }
  return rule;
}

const LEGACY_TYPES: ReadonlyMap<string, string> = new Map([
  ["string", 'Remove the quotes around "string".'],
  [
    "list",
    'Remove the quotes around "list" and write list(string) instead to explicitly indicate that the list elements are strings.',
  ],
  [
    "map",
    'Remove the quotes around "map" and write map(string) instead to explicitly indicate that the map elements are strings.',
  ],
]);

function decodeVariableType(
  expression: Expression,
  diagnostics: DiagnosticList,
): NonNullable<VariableDecl["constraint"]> {
  if (expression.kind === "template") {
    const { value, diagnostics: found } = evaluate(expression, undefined);
    const text = found.length === 0 && value.isKnown && value.type.kind === "string" ? value.asString : "";
    const hint = LEGACY_TYPES.get(text);
    if (hint === undefined) {
      diagnostics.error(
        configError("invalid-legacy-variable-type-hint"),
        "To provide a full type expression, remove the surrounding quotes and give the type expression directly.",
        expression.range,
      );
    } else {
      diagnostics.error(
        configError("invalid-quoted-type-constraints"),
        `Terraform 0.11 and earlier required type constraints to be given in quotes, but that form is now deprecated and will be removed in a future version of <Tutti>. ${hint}`,
        expression.range,
      );
    }
    return { type: DYNAMIC, defaults: undefined, parsing: "hcl" };
  }
  const keyword = keywordOf(expression);
  if (keyword === "list") return { type: listType(DYNAMIC), defaults: undefined, parsing: "hcl" };
  if (keyword === "map") return { type: mapType(DYNAMIC), defaults: undefined, parsing: "hcl" };
  const constraint = decodeTypeConstraint(expression, diagnostics);
  return { ...constraint, parsing: isPrimitiveType(constraint.type) ? "literal" : "hcl" };
}

/** Checks the default against type and nullability, which other files may have overridden. */
export function finishVariable(decl: VariableDecl, diagnostics: DiagnosticList): Variable {
  const constraint = decl.constraint?.type ?? DYNAMIC;
  return {
    name: decl.name,
    description: decl.description,
    default: finishDefault(decl, diagnostics),
    constraint,
    type: withoutOptional(constraint),
    typeDefaults: decl.constraint?.defaults,
    parsing: decl.constraint?.parsing ?? "literal",
    deprecated: decl.deprecated,
    sensitive: decl.sensitive ?? false,
    ephemeral: decl.ephemeral ?? false,
    nullable: decl.nullable ?? true,
    validations: decl.validations,
    declRange: decl.declRange,
  };
}

/** Behind the place inside of the value, where it is not the whole one. */
function placed({ message, path }: ConversionError): string {
  return path.length === 0 ? message : `${formatPath(path)}: ${message}`;
}

const BAD_DEFAULT = configError("invalid-default-value-for-variable");

function finishDefault(decl: VariableDecl, diagnostics: DiagnosticList): Value | undefined {
  if (decl.default === undefined) return undefined;
  const { value, range } = decl.default;
  const type = decl.constraint?.type ?? DYNAMIC;
  const defaults = decl.constraint?.defaults;
  const filled = defaults === undefined || value.isNull ? value : applyDefaults(value, defaults);
  const converted = convert(filled, type);
  if (!converted.ok) {
    const { overriddenAt } = decl;
    if (overriddenAt === undefined) {
      diagnostics.error(
        BAD_DEFAULT,
        `This default value is not compatible with the variable's type constraint: ${placed(converted.error)}.`,
        range,
      );
    } else {
      diagnostics.error(
        BAD_DEFAULT,
        `Overriding this variable's type constraint has made its default value invalid: ${converted.error.message}.`,
        overriddenAt,
      );
    }
    return Value.unknown(withoutOptional(type));
  }
  if (converted.value.isNull && decl.nullable === false) {
    diagnostics.error(BAD_DEFAULT, "A null default value is not valid when nullable=false.", range);
  }
  return converted.value;
}
