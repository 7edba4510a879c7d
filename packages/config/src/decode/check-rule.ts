import { type Block, type Traversal, traversalsOf } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { CheckRule } from "../module/check.ts";

const SCHEMA = {
  attributes: [
    { name: "condition", required: true },
    { name: "error_message", required: true },
  ],
};

/** `validation`, `precondition`, `postcondition` and `assert` blocks. */
export function decodeCheckRule(block: Block, diagnostics: DiagnosticList): CheckRule {
  const { content, diagnostics: found } = block.body.content(SCHEMA);
  diagnostics.addAll(found);
  const condition = content.attributes.get("condition")?.expression;
  const errorMessage = content.attributes.get("error_message")?.expression;
  if (condition !== undefined && traversalsOf(condition).length === 0) {
    diagnostics.error(
      configError("condition-refers-to-nothing", block.type),
      "The condition expression must refer to at least one object from elsewhere in the configuration, or else its result would not be checking anything.",
      condition.range,
    );
  }
  return { condition, errorMessage, declRange: block.defRange };
}

/** A resource's own conditions see it as `self`, or not yet; its name there would be a cycle. */
export function refuseOwnName(
  rule: CheckRule,
  kind: string,
  ownName: string,
  diagnostics: DiagnosticList,
): void {
  for (const expression of [rule.condition, rule.errorMessage]) {
    if (expression === undefined) continue;
    for (const traversal of traversalsOf(expression)) {
      if (!startsWithNames(traversal, ownName)) continue;
      diagnostics.error(
        configError("condition-refers-to-its-own-resource", kind),
        `Configuration for ${ownName} may not refer to itself.`,
        expression.range,
      );
    }
  }
}

function startsWithNames(traversal: Traversal, dotted: string): boolean {
  const [root, ...rest] = dotted.split(".");
  if (traversal.rootName !== root) return false;
  return rest.every((name, index) => {
    const step = traversal.steps[index];
    return step?.kind === "attribute" && step.name === name;
  });
}
