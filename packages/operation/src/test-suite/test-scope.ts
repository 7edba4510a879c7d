import type { EvalContext, FunctionScope, VariableScope } from "@tutti/hcl";
import { objectValue, type Value } from "@tutti/values";

/** Outputs of the runs before, by the name of the run. */
export type RunOutputs = ReadonlyMap<string, ReadonlyMap<string, Value>>;

/** What expressions of a test file see beside what is tested: `run.name.output` and `var.name`. */
export function testContext(
  functions: FunctionScope,
  runs: RunOutputs,
  variables: ReadonlyMap<string, Value>,
): EvalContext {
  const roots = new Map([
    ["run", runsObject(runs)],
    ["var", objectValue([...variables])],
  ]);
  return { variables: { lookup: (name) => roots.get(name) }, functions };
}

/** The names of the module under test, and those of the test. */
export function assertContext(
  tested: EvalContext,
  runs: RunOutputs,
  variables: ReadonlyMap<string, Value>,
  declared: ReadonlySet<string>,
): EvalContext {
  const inner = tested.variables;
  const own = new Map([
    ["run", runsObject(runs)],
    ["var", objectValue([...variables])],
  ]);
  const outer: VariableScope = {
    lookup: (name) => own.get(name) ?? inner?.lookup(name),
    resolveTraversal(traversal) {
      if (traversal.rootName === "run") return undefined;
      const [name] = traversal.steps;
      const isOwn = traversal.rootName === "var" && name?.kind === "attribute" && !declared.has(name.name);
      return isOwn ? undefined : inner?.resolveTraversal?.(traversal);
    },
  };
  return { ...tested, variables: outer };
}

function runsObject(runs: RunOutputs): Value {
  return objectValue([...runs].map(([name, outputs]) => [name, objectValue([...outputs])]));
}
