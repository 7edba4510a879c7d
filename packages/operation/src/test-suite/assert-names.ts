import { type CheckRule, type Module, parseReference, undeclaredNames } from "@tutti/config";
import {
  type Diagnostic,
  errorDiagnostic,
  nameSuggestion,
  rangeBetween,
  type SourceRange,
  type Traversal,
  traversalsOf,
} from "@tutti/hcl";
import { operationError } from "../errors.ts";
import type { RunOutputs } from "./test-scope.ts";

/** What an assertion refers to and what there is none of. */
export function assertNames(
  { condition, errorMessage }: CheckRule,
  module: Module,
  runs: { readonly before: RunOutputs; readonly names: readonly string[] },
  variables: ReadonlySet<string>,
): readonly Diagnostic[] {
  const expressions = [condition, errorMessage].flatMap((one) => one ?? []);
  return expressions
    .flatMap((expression) => traversalsOf(expression))
    .flatMap((traversal) => wrongName(traversal, module, runs, variables));
}

function wrongName(
  traversal: Traversal,
  module: Module,
  runs: { readonly before: RunOutputs; readonly names: readonly string[] },
  variables: ReadonlySet<string>,
): readonly Diagnostic[] {
  const [first] = traversal.steps;
  const name = first?.kind === "attribute" ? first.name : undefined;
  const range: SourceRange =
    first === undefined ? traversal.range : rangeBetween(traversal.rootRange, first.range);
  if (name !== undefined && traversal.rootName === "var" && variables.has(name)) return [];
  if (name !== undefined && traversal.rootName === "run") {
    if (runs.before.has(name)) return [];
    if (runs.names.includes(name)) {
      const later = `The run "${name}" block has not yet been evaluated, so its results are not available here.`;
      return [errorDiagnostic(operationError("reference-to-unevaluated-run"), later, range)];
    }
    const detail = `There is no run "${name}" declared in this test suite.${meant(name, runs.names)}`;
    return [errorDiagnostic(operationError("reference-to-undeclared-run"), detail, range)];
  }
  if (name !== undefined && traversal.rootName === "output") {
    if (module.outputs.has(name)) return [];
    const detail = `An output value with the name "${name}" has not been declared.${meant(name, module.outputs.keys())}`;
    return [errorDiagnostic(operationError("reference-to-undeclared-output"), detail, range)];
  }
  if (name !== undefined && traversal.rootName === "check") {
    const detail = `The "check" object can only be referenced from an "expect_failures" attribute within a <Tutti> testing "run" block.`;
    return [errorDiagnostic(operationError("reference-to-check-in-assert"), detail, range)];
  }
  const { reference, diagnostics } = parseReference(traversal);
  return [...diagnostics, ...(reference === undefined ? [] : undeclaredNames([reference], module))];
}

function meant(name: string, known: Iterable<string>): string {
  const near = nameSuggestion(name, [...known].sort());
  return near === undefined ? "" : ` Did you mean "${near}"?`;
}
