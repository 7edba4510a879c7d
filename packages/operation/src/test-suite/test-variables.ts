import {
  type InputValue,
  type Module,
  parseTestReference,
  type TestFile,
  type TestRun,
  type Variable,
} from "@tutti/config";
import {
  type Diagnostic,
  type EvalContext,
  type Expression,
  errorDiagnostic,
  evaluate,
  hasErrors,
  type SourceRange,
  traversalsOf,
} from "@tutti/hcl";
import { NULL, type Value } from "@tutti/values";
import { operationError } from "../errors.ts";

/** Values of the variables of what a run tests. */
export interface RunVariables {
  /** Also of what the module does not declare, which nothing asks for. */
  readonly given: ReadonlyMap<string, InputValue>;
  /** What the run's expressions see as `var`: declared or not. */
  readonly seen: ReadonlyMap<string, Value>;
  readonly diagnostics: readonly Diagnostic[];
}

/** Where values come from: the run itself, its file, and what was given to the command. */
export interface VariableSources {
  readonly file: TestFile;
  readonly run: TestRun;
  /** Of what is tested. */
  readonly module: Module;
  /** Of the command line, the environment and variables files. */
  readonly global: ReadonlyMap<string, InputValue>;
  /** What expressions see, with these as `var`. */
  context(variables: ReadonlyMap<string, Value>): EvalContext;
  /** Names of the runs before. */
  readonly before: ReadonlySet<string>;
}

/** The run's own values count more than its file's, and these more than those given to the command. */
export function variablesOfRun({
  file,
  run,
  module,
  global,
  context,
  before,
}: VariableSources): RunVariables {
  const diagnostics: Diagnostic[] = [];
  const values = new Map<string, InputValue>(global);
  const globals = valuesOf(global);
  for (const [name, given] of evaluateAll(file.variables, globals)) values.set(name, given);
  diagnostics.push(...[...run.variables.values()].flatMap(unknownRuns));
  if (hasErrors(diagnostics)) return { given: new Map(), seen: new Map(), diagnostics };
  for (const [name, given] of evaluateAll(run.variables, valuesOf(values))) values.set(name, given);
  const missing = [...module.variables.values()].filter(
    ({ name, default: value }) => value === undefined && !values.has(name),
  );
  diagnostics.push(...missing.map((variable) => noValue(variable, run)));
  return { given: values, seen: new Map([...defaultsOf(module), ...valuesOf(values)]), diagnostics };

  function unknownRuns(expression: Expression): readonly Diagnostic[] {
    return traversalsOf(expression).flatMap((traversal) => {
      if (traversal.rootName !== "run") return [];
      const { reference, diagnostics: wrong } = parseTestReference(traversal);
      if (reference?.subject.kind !== "run") return wrong;
      const { name } = reference.subject;
      if (before.has(name)) return wrong;
      const isLater = file.runs.some((other) => other.name === name);
      return [(isLater ? unavailableRun : unknownRun)(name, reference.range), ...wrong];
    });
  }

  function evaluateAll(
    expressions: ReadonlyMap<string, Expression>,
    seen: ReadonlyMap<string, Value>,
  ): ReadonlyMap<string, InputValue> {
    const found = new Map<string, InputValue>();
    for (const [name, expression] of expressions) {
      const { value, diagnostics: wrong } = evaluate(expression, context(seen));
      diagnostics.push(...wrong);
      if (!hasErrors(wrong)) found.set(name, { value, source: { kind: "test", range: expression.range } });
    }
    return found;
  }
}

function valuesOf(given: ReadonlyMap<string, InputValue>): ReadonlyMap<string, Value> {
  return new Map([...given].map(([name, { value }]) => [name, value]));
}

function defaultsOf(module: Module): ReadonlyMap<string, Value> {
  return new Map([...module.variables.values()].map(({ name, default: value }) => [name, value ?? NULL]));
}

function unknownRun(name: string, range: SourceRange): Diagnostic {
  return errorDiagnostic(
    operationError("reference-to-unknown-run"),
    `The run block "${name}" does not exist within this test file. You can only reference run blocks that are in the same test file and will execute before the current run block.`,
    range,
  );
}

function unavailableRun(name: string, range: SourceRange): Diagnostic {
  return errorDiagnostic(
    operationError("reference-to-unavailable-run"),
    `The run block "${name}" has not executed yet. You can only reference run blocks that are in the same test file and will execute before the current run block.`,
    range,
  );
}

function noValue({ name, declRange }: Variable, run: TestRun): Diagnostic {
  return errorDiagnostic(
    operationError("no-value-for-variable-under-test"),
    `The module under test for run block "${run.name}" has a required variable "${name}" with no set value. Use a -var or -var-file command line argument or add this variable into a "variables" block within the test file or run block.`,
    declRange,
  );
}
