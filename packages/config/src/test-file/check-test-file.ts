import {
  type Attribute,
  type Block,
  type Body,
  isIdentifier,
  keywordOf,
  rangeText,
  type SourceRange,
} from "@tutti/hcl";
import { decodeCheckRule } from "../decode/check-rule.ts";
import { BAD_IDENTIFIER } from "../decode/identifier.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";

const FILE_SCHEMA = {
  blocks: [
    { type: "run", labelNames: ["name"] },
    { type: "provider", labelNames: ["name"] },
    { type: "mock_provider", labelNames: ["name"] },
    { type: "variables" },
    { type: "override_resource" },
    { type: "override_data" },
    { type: "override_module" },
  ],
};

const RUN_SCHEMA = {
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

/** The static rules of a test file; running tests is another room's matter. */
export function checkTestFile(body: Body, diagnostics: DiagnosticList): void {
  const { content, diagnostics: found } = body.content(FILE_SCHEMA);
  diagnostics.addAll(found);
  const runs = new Map<string, SourceRange>();
  let variables: SourceRange | undefined;
  for (const block of content.blocks) {
    if (block.type === "run") checkRun(block, runs, diagnostics);
    if (block.type !== "variables") continue;
    if (variables === undefined) variables = block.defRange;
    else {
      diagnostics.error(
        configError("multiple-variables-blocks"),
        `This test file already has a variables block defined at ${rangeText(variables)}.`,
        block.defRange,
      );
    }
    diagnostics.addAll(block.body.justAttributes().diagnostics);
  }
}

function checkRun(block: Block, runs: Map<string, SourceRange>, diagnostics: DiagnosticList): void {
  const name = block.labels[0] ?? "";
  const { content, diagnostics: found } = block.body.content(RUN_SCHEMA);
  diagnostics.addAll(found);
  if (!isIdentifier(name)) {
    diagnostics.error(configError("invalid-run-block-name"), BAD_IDENTIFIER, block.labelRanges[0]);
  }
  const first = runs.get(name);
  if (first === undefined) runs.set(name, block.defRange);
  else {
    diagnostics.error(
      configError("duplicate-run-block-names"),
      `This test file already has a run named ${name} block defined at ${rangeText(first)}.`,
      block.defRange,
    );
  }
  checkCommand(content.attributes.get("command"), diagnostics);
  for (const inner of content.blocks) if (inner.type === "assert") decodeCheckRule(inner, diagnostics);
}

function checkCommand(attribute: Attribute | undefined, diagnostics: DiagnosticList): void {
  if (attribute === undefined) return;
  const word = keywordOf(attribute.expression);
  if (word === "apply" || word === "plan") return;
  diagnostics.error(
    configError("invalid-command-keyword"),
    'The "command" argument requires one of the following keywords without quotes: apply or plan.',
    attribute.expression.range,
  );
}
