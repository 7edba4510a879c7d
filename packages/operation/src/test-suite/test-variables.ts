import {
  configError,
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
  type Traversal,
  traversalsOf,
  warningDiagnostic,
} from "@tutti/hcl";
import { NULL, UNKNOWN_DYNAMIC, type Value } from "@tutti/values";
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
  const values = new Map<string, InputValue>(global);
  const globals = valuesOf(global);
  const asserted = assertedNames(run);
  const isUnasked = (name: string): boolean => !module.variables.has(name) && !asserted.has(name);
  // A run's values see its file's, but what is wrong with them is told first.
  const ofFile: Diagnostic[] = [];
  // Of what nobody asks for, and of what the run sets itself without asking for it, nothing is wrong.
  const named = namesIn([...run.variables.values()]);
  const isAsked = (name: string): boolean => named.has(name) || !(run.variables.has(name) || isUnasked(name));
  const asked = [...file.variables].filter(([name]) => isAsked(name));
  for (const [name, expression] of asked) evaluateInto(ofFile, name, expression, globals, "file");
  const diagnostics: Diagnostic[] = [];
  // One that is wrong is told once, and not where it is asked for.
  const wrongOnes = asked.map(([name]) => [name, UNKNOWN_DYNAMIC] as const);
  const seenByRun = new Map([...wrongOnes, ...valuesOf(values)]);
  for (const [name, expression] of run.variables) {
    evaluateInto(diagnostics, name, expression, seenByRun, "run");
    if (isUnasked(name)) diagnostics.push(undeclared(name, run, expression.range));
  }
  diagnostics.push(...ofFile);
  // One whose value is wrong is there all the same.
  const isWritten = (name: string): boolean =>
    values.has(name) || file.variables.has(name) || run.variables.has(name);
  const missing = [...module.variables.values()].filter(
    ({ name, default: value }) => value === undefined && !isWritten(name),
  );
  diagnostics.push(...missing.map((variable) => noValue(variable, run)));
  if (hasErrors(diagnostics)) return { given: new Map(), seen: new Map(), diagnostics };
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

  function evaluateInto(
    found: Diagnostic[],
    name: string,
    expression: Expression,
    seen: ReadonlyMap<string, Value>,
    place: "file" | "run",
  ): void {
    const unseen = traversalsOf(expression).flatMap((one) => unavailable(one, seen, place));
    if (place === "run") unseen.push(...unknownRuns(expression));
    found.push(...unseen);
    if (unseen.length > 0) return;
    const { value, diagnostics: wrong } = evaluate(expression, context(seen));
    found.push(...wrong);
    if (!hasErrors(wrong)) values.set(name, { value, source: { kind: "test", range: expression.range } });
  }
}

/** A value is made of what was given before: the file's of what the command gave, a run's of the file's as well. */
function unavailable(
  traversal: Traversal,
  seen: ReadonlyMap<string, Value>,
  place: "file" | "run",
): readonly Diagnostic[] {
  if (traversal.rootName === "run" && place === "file")
    return [
      errorDiagnostic(
        configError("invalid-reference"),
        "You can not reference run blocks from within the file variables block.",
        parseTestReference(traversal).reference?.range ?? traversal.range,
      ),
    ];
  if (traversal.rootName !== "var") return [];
  const { reference } = parseTestReference(traversal);
  if (reference?.subject.kind !== "variable" || seen.has(reference.subject.name)) return [];
  const { name } = reference.subject;
  const why = {
    file: `The input variable "${name}" is not available to the current context. You can only reference global variables.`,
    run: `The input variable "${name}" is not available to the current run block. You can only reference variables defined at the file or global levels.`,
  };
  return [errorDiagnostic(operationError("reference-to-unavailable-variable"), why[place], reference.range)];
}

/** Variables that the assertions of a run ask for: it may set them for these alone. */
function assertedNames({ asserts }: TestRun): ReadonlySet<string> {
  return namesIn(
    asserts
      .flatMap(({ condition, errorMessage }) => [condition, errorMessage])
      .filter((one) => one !== undefined),
  );
}

/** Variables that expressions ask for. */
function namesIn(expressions: readonly Expression[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const traversal of expressions.flatMap(traversalsOf)) {
    const { subject } = parseTestReference(traversal).reference ?? {};
    if (subject?.kind === "variable") found.add(subject.name);
  }
  return found;
}

function undeclared(name: string, run: TestRun, range: SourceRange): Diagnostic {
  return warningDiagnostic(
    configError("value-for-undeclared-variable"),
    `The module under test does not declare a variable named "${name}", but it is declared in run block "${run.name}".`,
    range,
  );
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
