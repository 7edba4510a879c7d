import type { Config, InputValue, TestRun } from "@tutti/config";
import type { Plan, StandIn, StateScope } from "@tutti/engine";
import { type Diagnostic, errorDiagnostic, hasErrors, warningDiagnostic } from "@tutti/hcl";
import type { ProviderRegistry } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import type { StateHandle } from "@tutti/state";
import type { Value } from "@tutti/values";
import { checkConfig } from "../configuration/check-config.ts";
import { operationError } from "../errors.ts";
import { problemDiagnostics } from "../outcome.ts";
import { applyOperation } from "../run/apply-operation.ts";
import { type Operation, operationOn, surroundings } from "../run/operation.ts";
import { planOperation } from "../run/plan-operation.ts";
import { assertNames } from "./assert-names.ts";
import type { TestedObjects, TestStatus } from "./events.ts";
import { judgeFailures } from "./expected-failures.ts";
import { assertContext, type RunOutputs } from "./test-scope.ts";

/** All that one run needs, found and evaluated. */
export interface RunRequest {
  readonly runtime: Runtime;
  readonly run: TestRun;
  readonly config: Config;
  readonly state: StateHandle;
  readonly providers: ProviderRegistry;
  readonly standIn: StandIn | undefined;
  readonly variables: ReadonlyMap<string, InputValue>;
  /** What `var` is to the assertions, declared or not. */
  readonly seen: ReadonlyMap<string, Value>;
  readonly before: RunOutputs;
  /** Of all runs of the file, for hints. */
  readonly runNames: readonly string[];
  readonly signal: AbortSignal | undefined;
}

/** How a run ended. */
export interface RunResult {
  readonly status: TestStatus;
  readonly diagnostics: readonly Diagnostic[];
  readonly tested: TestedObjects | undefined;
  readonly outputs: ReadonlyMap<string, Value>;
  /** Objects may have been made: there is something to take down. */
  readonly applied: boolean;
}

const checked = new WeakMap<Config, Promise<readonly Diagnostic[]>>();

/** What is wrong with a configuration whatever its variables are; the runs of a file share it. */
async function mistakesIn({ runtime, config, providers }: RunRequest): Promise<readonly Diagnostic[]> {
  const found = checked.get(config) ?? checkConfig(runtime, config, providers);
  checked.set(config, found);
  return (await found).filter(({ severity }) => severity === "error");
}

/** Checks as `validate` does, plans, applies where that is asked for, and asks the assertions. */
export async function performRun(request: RunRequest): Promise<RunResult> {
  const { run, signal } = request;
  const mistakes = await mistakesIn(request);
  if (mistakes.length > 0) return failure(mistakes);
  const opened = await openRun(request, run.options.mode);
  if (!("request" in opened)) return failure(opened);
  const planned = await planOperation(opened, signal);
  const { plan } = planned;
  const results = plan?.checks ?? [];
  const { isOfCheck } = await import("@tutti/engine");
  const judged = judgeFailures(
    run.command === "plan" || hasErrors(planned.diagnostics) ? run : { ...run, expectFailures: [] },
    // Warnings of conditions that are asked again by the apply are told by that.
    run.command === "plan"
      ? planned.diagnostics
      : planned.diagnostics.filter((one) => one.severity === "error" || !isOfCheck(one)),
    results,
    request.config.root.module.checks,
  );
  if (plan === undefined || hasErrors(planned.diagnostics) || run.command === "plan") {
    const tested = plan === undefined ? undefined : ({ kind: "plan", plan, config: request.config } as const);
    if (run.command === "apply" && judged.stopped && !hasErrors(judged.diagnostics))
      return failure([...judged.expected.map(failedTooEarly), ...planned.diagnostics]);
    if (hasErrors(judged.diagnostics)) return failure(judged.diagnostics);
    if (plan === undefined || judged.stopped)
      return { ...failure(judged.diagnostics), status: "pass", tested };
    return assertRun(request, opened, { plan }, judged.diagnostics, tested);
  }
  return applyRun(request, opened, plan, judged.diagnostics);
}

async function applyRun(
  request: RunRequest,
  operation: Operation,
  plan: Plan,
  warnings: readonly Diagnostic[],
): Promise<RunResult> {
  const applied = await applyOperation(operation, plan, request.signal);
  const state = applied.result?.state ?? operation.opened.state;
  const { checks } = request.config.root.module;
  const judged = judgeFailures(
    request.run,
    [...warnings, ...applied.diagnostics],
    state.checkResults,
    checks,
  );
  const tested = { kind: "state", state, schemas: plan.schemas } as const;
  if (hasErrors(judged.diagnostics)) return { ...failure(judged.diagnostics), applied: true };
  if (judged.stopped) return { ...failure(judged.diagnostics), status: "pass", tested, applied: true };
  const again: Operation = { ...operation, opened: { ...operation.opened, state } };
  return { ...(await assertRun(request, again, {}, judged.diagnostics, tested)), applied: true };
}

function failedTooEarly(address: string): Diagnostic {
  return warningDiagnostic(
    operationError("expected-failure-while-planning"),
    `A custom condition within ${address} failed during the planning stage and prevented the requested apply operation. While this was an expected failure, the apply operation could not be executed and so the overall test case will be marked as a failure and the original diagnostic included in the test report.`,
  );
}

/** Asks what a run asserts of the plan, or of the state where there is none. */
async function assertRun(
  request: RunRequest,
  operation: Operation,
  { plan }: { readonly plan?: Plan },
  found: readonly Diagnostic[],
  tested: TestedObjects | undefined,
): Promise<RunResult> {
  const { openPlanScope, openStateScope } = await import("@tutti/engine");
  const around = {
    ...(await surroundings(operation, plan === undefined ? "apply" : "plan", request.signal)),
    variables: request.variables,
  };
  const scope =
    plan === undefined
      ? await openStateScope({ ...around, state: operation.opened.state })
      : await openPlanScope({ ...around, plan });
  const asserted = await evaluateAsserts(request, scope);
  const outputs = new Map(
    [...request.config.root.module.outputs.keys()].flatMap((name) => {
      const value = scope.output(name);
      return value === undefined ? [] : [[name, value] as const];
    }),
  );
  return {
    status: asserted.status,
    diagnostics: [...found, ...asserted.diagnostics],
    tested,
    outputs,
    applied: false,
  };
}

async function evaluateAsserts(
  { run, runNames, before, seen, config }: RunRequest,
  scope: StateScope,
): Promise<{ readonly status: TestStatus; readonly diagnostics: readonly Diagnostic[] }> {
  const { evaluateRules } = await import("@tutti/config");
  const declared = new Set(config.root.module.variables.keys());
  const context = assertContext(scope.context, before, seen, declared);
  let status: TestStatus = "pass";
  const diagnostics: Diagnostic[] = [];
  for (const rule of run.asserts) {
    const wrong = assertNames(rule, config.root.module, { before, names: runNames }, new Set(seen.keys()));
    diagnostics.push(...wrong);
    if (hasErrors(wrong)) {
      status = "error";
      continue;
    }
    const outcome = evaluateRules([rule], KIND, context);
    diagnostics.push(...outcome.diagnostics);
    if (outcome.status === "unknown" && rule.condition !== undefined)
      diagnostics.push({
        ...errorDiagnostic(operationError("unknown-test-condition"), UNKNOWN_DETAIL, rule.condition.range),
        expression: rule.condition,
        evalContext: context,
      });
    if (outcome.status === "error" || outcome.status === "unknown") status = "error";
    else if (outcome.status === "fail" && status === "pass") status = "fail";
  }
  return { status, diagnostics };
}

const KIND = { title: "Test assertion", severity: "error", noun: "run" } as const;

const UNKNOWN_DETAIL =
  "Condition expression could not be evaluated at this time. This means you have executed a `run` block with `command = plan` and one of the values your condition depended on is not known until after the plan has been applied. Either remove this value from your condition, or execute an `apply` command from this `run` block. Alternatively, if there is an override for this value, you can make it available during the plan phase by setting `override_during = plan` in the `override_` block.";

/** Destroys all that runs made in one state; what is left stays in it. */
export async function destroyTested(request: RunRequest): Promise<readonly Diagnostic[]> {
  const opened = await openRun(request, "destroy");
  if (!("request" in opened)) return opened;
  const planned = await planOperation(opened, request.signal);
  if (planned.plan === undefined || hasErrors(planned.diagnostics)) return planned.diagnostics;
  return (await applyOperation(opened, planned.plan, request.signal)).diagnostics;
}

async function openRun(
  { runtime, run, config, state, providers, standIn, variables }: RunRequest,
  mode: "normal" | "refresh-only" | "destroy",
): Promise<Operation | readonly Diagnostic[]> {
  const opened = await state.read();
  if (!opened.ok) return problemDiagnostics(opened.problems);
  const { refresh, targets, replace } = run.options;
  return operationOn(
    {
      runtime,
      purpose: "apply",
      mode,
      ...(mode === "destroy" ? {} : { refresh, targets, replace }),
      providers,
      ...(standIn && { standIn }),
    },
    { config, variables, warnings: [] },
    // States of tests are not locked.
    { state, opened: opened.value, release: async () => undefined },
  );
}

function failure(diagnostics: readonly Diagnostic[]): RunResult {
  return { status: "error", diagnostics, tested: undefined, outputs: new Map(), applied: false };
}
