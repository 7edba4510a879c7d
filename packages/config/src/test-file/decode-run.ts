import {
  type Attribute,
  type Block,
  type Diagnostic,
  type Expression,
  isIdentifier,
  keywordOf,
  rangeText,
  traversalText,
} from "@tutti/hcl";
import { decodeCheckRule } from "../decode/check-rule.ts";
import { BAD_IDENTIFIER } from "../decode/identifier.ts";
import { decodePassedProviders, decodeSource } from "../decode/module-call.ts";
import { unquoteReference } from "../decode/quoted-reference.ts";
import { decodeBool, decodeString } from "../decode/static-value.ts";
import { listItems, referenceIn } from "../decode/static-view.ts";
import { decodeVersion } from "../decode/version.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { CheckRule } from "../module/check.ts";
import type { ModuleCall } from "../module/module-call.ts";
import type { PlanOptions, RunModule, TestRun } from "../module/test-file.ts";
import { decodeOverrides } from "./decode-overrides.ts";
import { decodeExpectedFailures } from "./expected-failures.ts";

const SCHEMA = {
  attributes: [
    { name: "command" },
    { name: "providers" },
    { name: "expect_failures" },
    { name: "state_key" },
  ],
  blocks: [
    { type: "plan_options" },
    { type: "assert" },
    { type: "variables" },
    { type: "module" },
    { type: "override_resource" },
    { type: "override_data" },
    { type: "override_module" },
  ],
};

export function decodeRun(block: Block, diagnostics: DiagnosticList): TestRun {
  const name = block.labels[0] ?? "";
  const { content, diagnostics: found } = block.body.content(SCHEMA);
  diagnostics.addAll(found);
  const { attributes, blocks } = content;
  if (!isIdentifier(name))
    diagnostics.error(configError("invalid-run-block-name"), BAD_IDENTIFIER, block.labelRanges[0]);
  const inside = decodeBlocks(name, blocks, diagnostics);
  const providers = attributes.get("providers");
  return {
    name,
    ...inside,
    command: decodeCommand(attributes.get("command"), diagnostics),
    providers: providers === undefined ? undefined : decodePassedProviders(providers, diagnostics),
    ...decodeExpectedFailures(attributes.get("expect_failures"), diagnostics),
    stateKey: decodeString(attributes.get("state_key"), diagnostics),
    declRange: block.defRange,
  };
}

type Inside = Pick<TestRun, "options" | "variables" | "module" | "asserts" | "overrides">;

/** What is wrong with blocks is told before what is wrong with arguments, in the order in which they stand. */
function decodeBlocks(name: string, blocks: readonly Block[], diagnostics: DiagnosticList): Inside {
  const found = new DiagnosticList();
  const options = onlyBlock("plan_options", blocks, found);
  const module = onlyBlock("module", blocks, found);
  const inside: Inside = {
    options: options === undefined ? DEFAULT_OPTIONS : decodeOptions(options, found),
    variables: decodeVariables(onlyBlock("variables", blocks, found), found),
    module: module === undefined ? undefined : decodeModule(name, module, found),
    asserts: blocks.flatMap((inner): readonly CheckRule[] =>
      inner.type === "assert" ? [decodeCheckRule(inner, found)] : [],
    ),
    overrides: decodeOverrides(blocks, found),
  };
  const placeOf = ({ subject }: Diagnostic): number => subject?.start.byte ?? 0;
  diagnostics.addAll(found.all.toSorted((a, b) => placeOf(a) - placeOf(b)));
  return inside;
}

const DEFAULT_OPTIONS: PlanOptions = { mode: "normal", refresh: true, targets: [], replace: [] };

function decodeCommand(attribute: Attribute | undefined, diagnostics: DiagnosticList): TestRun["command"] {
  if (attribute === undefined) return "apply";
  const word = keywordOf(attribute.expression);
  if (word === "apply" || word === "plan") return word;
  diagnostics.error(
    configError("invalid-command-keyword"),
    'The "command" argument requires one of the following keywords without quotes: apply or plan.',
    attribute.expression.range,
  );
  return "apply";
}

function onlyBlock(type: string, blocks: readonly Block[], diagnostics: DiagnosticList): Block | undefined {
  const [first, ...more] = blocks.filter((block) => block.type === type);
  for (const block of more)
    diagnostics.error(
      configError("multiple-blocks-in-run", type),
      `This run block already has a ${type} block defined at ${rangeText(first?.defRange ?? block.defRange)}.`,
      block.defRange,
    );
  return first;
}

/** The arguments of a `variables` block. */
export function decodeVariables(
  block: Block | undefined,
  diagnostics: DiagnosticList,
): ReadonlyMap<string, Expression> {
  if (block === undefined) return new Map();
  const { attributes, diagnostics: found } = block.body.justAttributes();
  diagnostics.addAll(found);
  return new Map([...attributes].map(([name, { expression }]) => [name, expression]));
}

/** Of a registry or local: what else there is cannot be had in a run. */
function decodeModule(name: string, block: Block, diagnostics: DiagnosticList): RunModule | undefined {
  const { content, diagnostics: found } = block.body.content({
    attributes: [{ name: "source" }, { name: "version" }],
  });
  diagnostics.addAll(found);
  const attribute = content.attributes.get("source");
  if (attribute === undefined) {
    diagnostics.error(
      configError("missing-source-of-run-module"),
      "You must specify a source attribute when executing alternate modules during test executions.",
      block.defRange,
    );
    return undefined;
  }
  const versionArgument = content.attributes.get("version");
  const source = decodeSource(attribute, versionArgument !== undefined, diagnostics, attribute.range);
  const version = decodeVersion(versionArgument, diagnostics);
  if (source === undefined) return undefined;
  if (source.address.kind === "remote") {
    diagnostics.error(
      configError("invalid-module-source-address"),
      "Only local or registry module sources are currently supported from within test run blocks.",
      attribute.range,
    );
    return undefined;
  }
  const call: ModuleCall = {
    name,
    source: source.text,
    address: source.address,
    sourceRange: attribute.range,
    version,
    config: block.body,
    count: undefined,
    forEach: undefined,
    lifecycle: { enabled: undefined },
    dependsOn: [],
    providers: [],
    declRange: block.defRange,
  };
  return { source: source.text, call };
}

function decodeOptions(block: Block, diagnostics: DiagnosticList): PlanOptions {
  const { content, diagnostics: found } = block.body.content({
    attributes: [{ name: "mode" }, { name: "refresh" }, { name: "replace" }, { name: "target" }],
  });
  diagnostics.addAll(found);
  const { attributes } = content;
  const mode = decodeMode(attributes.get("mode"), diagnostics);
  const refresh = decodeBool(attributes.get("refresh"), diagnostics) ?? true;
  if (mode === "refresh-only" && !refresh)
    diagnostics.error(
      configError("incompatible-plan-options"),
      'The "refresh" option cannot be set to false when running a test in "refresh-only" mode.',
      attributes.get("refresh")?.range,
    );
  return {
    mode,
    refresh,
    targets: decodeAddresses(attributes.get("target"), diagnostics),
    replace: decodeAddresses(attributes.get("replace"), diagnostics),
  };
}

function decodeMode(attribute: Attribute | undefined, diagnostics: DiagnosticList): PlanOptions["mode"] {
  if (attribute === undefined) return "normal";
  // `refresh-only` is a subtraction to the grammar of expressions, and a name to its lexer.
  const word = keywordOf(attribute.expression);
  if (word === "normal" || word === "refresh-only") return word;
  diagnostics.error(
    configError("invalid-mode-keyword"),
    'The "mode" argument requires one of the following keywords without quotes: normal or refresh-only',
    attribute.expression.range,
  );
  return "normal";
}

/** As they are written: planning says what is wrong with them. */
function decodeAddresses(attribute: Attribute | undefined, diagnostics: DiagnosticList): readonly string[] {
  if (attribute === undefined) return [];
  return listItems(attribute.expression, diagnostics).flatMap((item) => {
    const traversal = referenceIn(unquoteReference(item, "references", diagnostics), diagnostics);
    return traversal === undefined ? [] : [traversalText(traversal)];
  });
}
