import { type Expression, traversalText } from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { ModuleNode } from "../module/module.ts";
import type { Reference } from "../reference/reference.ts";
import { referencesOf } from "../reference/references-of.ts";

interface Place {
  readonly node: ModuleNode;
  readonly expression: Expression;
}

/**
 * Refuses what follows from resources, data or outputs of modules, directly or
 * through local values, variables and the arguments of the calls: `what` must
 * be known before anything is made. What is not declared at all is told by
 * `validate`.
 */
export function checkStatic(
  node: ModuleNode,
  expression: Expression,
  what: string,
  diagnostics: DiagnosticList,
): void {
  const seen = new Set<Expression>([expression]);
  const places: Place[] = [{ node, expression }];
  for (let place = places.pop(); place !== undefined; place = places.pop()) {
    for (const reference of referencesOf(place.expression).references) {
      if (!isStatic(reference)) {
        const detail = `Unable to use ${traversalText(reference.traversal)} in static context, which is required by ${what}. Use variables, local values, path and terraform.workspace alone.`;
        diagnostics.error(configError("dynamic-value-in-static-context"), detail, reference.traversal.range);
        continue;
      }
      const behind = placeBehind(place.node, reference);
      if (behind === undefined || seen.has(behind.expression)) continue;
      seen.add(behind.expression);
      places.push(behind);
    }
  }
}

const STATIC: ReadonlySet<string> = new Set(["variable", "local", "path", "terraform"]);

function isStatic({ subject }: Reference): boolean {
  return STATIC.has(subject.kind);
}

/** The expression that a name stands for, and where that is written. */
function placeBehind(node: ModuleNode, { subject }: Reference): Place | undefined {
  const { module, parent, call } = node;
  if (subject.kind === "local") {
    const local = module.locals.get(subject.name);
    return local && { node, expression: local.expression };
  }
  if (subject.kind !== "variable" || parent === undefined || call === undefined) return undefined;
  const attributes = [{ name: subject.name }];
  const argument = call.config.partialContent({ attributes }).content.attributes.get(subject.name);
  return argument === undefined ? undefined : { node: parent, expression: argument.expression };
}
