import { formatTarget, type Target } from "@tutti/addresses";
import { type Attribute, type Block, evaluate, keywordOf, rangeText } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { referenceIn } from "../decode/static-view.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Override, OverridePhase } from "../module/test-file.ts";
import { addressOfTraversal } from "../reference/address-traversal.ts";

/** Blocks that give values to one object or module. */
const OVERRIDE_BLOCKS: Readonly<Record<string, Override["kind"]>> = {
  override_resource: "resource",
  override_data: "data",
  override_module: "module",
};

const PLURALS: Readonly<Record<Override["kind"], string>> = {
  resource: "resources",
  data: "data sources",
  module: "modules",
};

/** All overrides among these blocks, of which no two may be of the same. */
export function decodeOverrides(blocks: readonly Block[], diagnostics: DiagnosticList): readonly Override[] {
  const found = new Map<string, Override>();
  for (const block of blocks) {
    const kind = OVERRIDE_BLOCKS[block.type];
    const override = kind === undefined ? undefined : decodeOverride(block, kind, diagnostics);
    if (override === undefined) continue;
    const address = formatTarget(override.target);
    const first = found.get(`${block.type} ${address}`);
    if (first === undefined) found.set(`${block.type} ${address}`, override);
    else
      diagnostics.error(
        configError("duplicate-override-block", block.type),
        `An ${block.type} block targeting ${address} has already been defined at ${rangeText(first.declRange)}.`,
        block.defRange,
      );
  }
  return [...found.values()];
}

function decodeOverride(
  block: Block,
  kind: Override["kind"],
  diagnostics: DiagnosticList,
): Override | undefined {
  const argument = kind === "module" ? "outputs" : "values";
  const { content, diagnostics: found } = block.body.content({
    attributes: [{ name: "target" }, { name: argument }, { name: "override_during" }],
  });
  diagnostics.addAll(found);
  const { attributes } = content;
  const values = attributes.get(argument);
  if (values !== undefined && constantValue(values, diagnostics).type.kind !== "object")
    diagnostics.error(
      configError("invalid-override-values", argument),
      `${block.type} blocks must specify ${argument === "values" ? "a values" : "an outputs"} attribute that is an object.`,
      values.range,
    );
  const target = decodeTarget(block, kind, attributes.get("target"), diagnostics);
  if (target === undefined) return undefined;
  return {
    kind,
    target,
    values: values?.expression,
    during: decodePhase(attributes.get("override_during"), diagnostics),
    targetRange: attributes.get("target")?.range ?? block.defRange,
    declRange: block.defRange,
  };
}

/** What is given to a mock or an override, which may refer to nothing and call nothing. */
export function constantValue({ expression }: Attribute, diagnostics: DiagnosticList): Value {
  const { value, diagnostics: found } = evaluate(expression, undefined);
  diagnostics.addAll(found);
  return value;
}

function decodeTarget(
  block: Block,
  kind: Override["kind"],
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): Target | undefined {
  if (attribute === undefined) {
    diagnostics.error(
      configError("missing-target-attribute"),
      `${block.type} blocks must specify a target address.`,
      block.defRange,
    );
    return undefined;
  }
  const traversal = referenceIn(attribute.expression, diagnostics);
  const endpoint = traversal === undefined ? undefined : addressOfTraversal(traversal, diagnostics);
  if (endpoint === undefined) return undefined;
  const target: Target =
    endpoint.kind === "module"
      ? { kind: "module", module: endpoint.module }
      : endpoint.instance.key === undefined
        ? { kind: "resource", resource: endpoint.instance }
        : { kind: "instance", instance: endpoint.instance };
  if (kindOf(target) === kind) return target;
  diagnostics.error(
    configError("invalid-override-target"),
    `You can only target ${PLURALS[kind]} from ${block.type} blocks, not ${formatTarget(target)}.`,
    attribute.range,
  );
  return undefined;
}

function kindOf(target: Target): Override["kind"] | "ephemeral" | "list" {
  if (target.kind === "module") return "module";
  const { mode } = target.kind === "resource" ? target.resource : target.instance;
  return mode === "managed" ? "resource" : mode;
}

/** `plan` or `apply`; undefined where it is not said. */
export function decodePhase(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): OverridePhase | undefined {
  if (attribute === undefined) return undefined;
  const word = keywordOf(attribute.expression);
  if (word === "plan" || word === "apply") return word;
  diagnostics.error(
    configError("invalid-override-during"),
    "The override_during attribute must be a value of plan or apply.",
    attribute.range,
  );
  return undefined;
}
