/** Calls of functions. */

import type { ErrorKind } from "@tutti/errors";
import {
  ConversionError,
  callFunc,
  convertOrError,
  type Func,
  FuncError,
  goQuote,
  type Param,
  UNKNOWN_DYNAMIC,
  type Value,
} from "@tutti/values";
import type { Expression, FunctionCallExpression } from "../ast/expression.ts";
import type { FunctionCallExtra } from "../diagnostics/diagnostic.ts";
import { hclError } from "../errors.ts";
import type { EvalContext } from "../scope/context.ts";
import { startRangeOf } from "../static/start-range.ts";
import type { Blame, EvalState } from "./eval-state.ts";
import { lazyArgument } from "./lazy-argument.ts";
import { reportUnknownFunction } from "./unknown-function.ts";

export function evaluateCall(
  state: EvalState,
  expression: FunctionCallExpression,
  context: EvalContext | undefined,
): Value {
  const func = findFunction(expression.name, context);
  if (func === undefined) {
    reportUnknownFunction(state, expression, context);
    return UNKNOWN_DYNAMIC;
  }
  return new Call(state, expression, context, func).run();
}

function findFunction(name: string, context: EvalContext | undefined): Func | undefined {
  for (let at = context; at !== undefined; at = at.parent) {
    const func = at.functions?.get(name);
    if (func !== undefined) return func;
  }
  return undefined;
}

/** An argument with where it is written; a value of an expanded one is at hand already. */
interface Argument {
  readonly expression: Expression;
  readonly value: Value | undefined;
}

class Call {
  readonly #state: EvalState;
  readonly #expression: FunctionCallExpression;
  readonly #context: EvalContext | undefined;
  readonly #func: Func;

  constructor(
    state: EvalState,
    expression: FunctionCallExpression,
    context: EvalContext | undefined,
    func: Func,
  ) {
    this.#state = state;
    this.#expression = expression;
    this.#context = context;
    this.#func = func;
  }

  run(): Value {
    const mark = this.#state.mark();
    const args = this.#expression.expandFinal ? this.#expand() : this.#written();
    if (args === undefined || !this.#countFits(args)) return UNKNOWN_DYNAMIC;
    const { callLazy } = this.#func;
    if (callLazy !== undefined) return this.#runLazy(args, callLazy);
    const values = args.map((arg, index) => this.#convert(arg, index));
    if (this.#state.failedSince(mark)) return UNKNOWN_DYNAMIC;
    const result = callFunc(this.#func, values);
    if (!(result instanceof FuncError)) return result;
    this.#callFailed(result, args);
    return UNKNOWN_DYNAMIC;
  }

  /** Only the parameters that are not lazy are evaluated here. */
  #runLazy(args: readonly Argument[], callLazy: NonNullable<Func["callLazy"]>): Value {
    const mark = this.#state.mark();
    const lazy = args.map(({ expression, value }, index) => {
      const known = this.#paramAt(index)?.lazy === true ? value : this.#convert({ expression, value }, index);
      return lazyArgument(this.#state, expression, this.#context, known);
    });
    if (this.#state.failedSince(mark)) return UNKNOWN_DYNAMIC;
    const result = callLazy(lazy);
    if (!(result instanceof FuncError)) return result;
    this.#callFailed(result, args);
    return UNKNOWN_DYNAMIC;
  }

  #written(): readonly Argument[] {
    return this.#expression.args.map((expression) => ({ expression, value: undefined }));
  }

  /** Undefined where the elements are not known, and then so is the result; or on an error. */
  #expand(): readonly Argument[] | undefined {
    const written = this.#written();
    const last = written.at(-1);
    if (last === undefined) return written;
    const mark = this.#state.mark();
    const list = this.#state.value(last.expression, this.#context);
    if (this.#state.failedSince(mark)) return undefined;
    const { kind } = list.type;
    const problem =
      kind !== "dynamic" && kind !== "tuple" && kind !== "list" && kind !== "set"
        ? "The expanding argument (indicated by ...) must be of a tuple, list, or set type."
        : list.isNull
          ? "The expanding argument (indicated by ...) must not be null."
          : undefined;
    if (problem !== undefined) {
      this.#error(hclError("invalid-expanding-argument-value"), problem, {
        ...this.#blame(last.expression),
        subject: last.expression.range,
      });
      return undefined;
    }
    if (list.isUnknown) return undefined;
    // What came out of `...` is shown where all of it stands, and as no name's value.
    const { range } = last.expression;
    const items = list.asItems.map((item) => {
      const value = item.withMarks(list.marks);
      return { expression: { kind: "literal", value, range } as const, value };
    });
    return [...written.slice(0, -1), ...items];
  }

  #countFits(args: readonly Argument[]): boolean {
    const { params, varParam } = this.#func;
    const { name, closeParenRange, range } = this.#expression;
    const blame = { context: range, expression: this.#expression, evalContext: this.#context };
    const missing = params[args.length];
    if (missing !== undefined) {
      const least = varParam === undefined ? "" : " at least";
      this.#error(
        hclError("not-enough-function-arguments"),
        `Function ${goQuote(name)} expects${least} ${params.length} argument(s). Missing value for ${goQuote(missing.name)}.`,
        { ...blame, subject: closeParenRange },
      );
      return false;
    }
    const extra = varParam === undefined ? args[params.length] : undefined;
    if (extra === undefined) return true;
    // One that came out of `...` has no place of its own: all that was expanded is shown.
    const subject = extra.value === undefined ? startRangeOf(extra.expression) : extra.expression.range;
    this.#error(
      hclError("too-many-function-arguments"),
      `Function ${goQuote(name)} expects only ${params.length} argument(s).`,
      { ...blame, subject },
    );
    return false;
  }

  #convert({ expression, value }: Argument, index: number): Value {
    const given = value ?? this.#state.value(expression, this.#context);
    const param = this.#paramAt(index);
    if (param === undefined || param.type.kind === "dynamic") return given;
    const converted = convertOrError(given, param.type);
    if (!(converted instanceof ConversionError)) return converted;
    this.#invalidArgument(param, converted.message, this.#blame(expression));
    return given;
  }

  #paramAt(index: number): Param | undefined {
    return this.#func.params[index] ?? this.#func.varParam;
  }

  #callFailed(error: FuncError, args: readonly Argument[]): void {
    const { name, range } = this.#expression;
    const index = error.argument;
    const param = index === undefined ? undefined : this.#paramAt(index);
    const whole = { context: range, expression: this.#expression, evalContext: this.#context };
    if (index === undefined || param === undefined) {
      this.#error(
        hclError("error-in-function-call"),
        `Call to function ${goQuote(name)} failed: ${error.message}.`,
        { ...whole, subject: startRangeOf(this.#expression) },
        error.message,
      );
      return;
    }
    const arg = args[index];
    const blame =
      arg === undefined ? { ...whole, context: undefined, subject: range } : this.#blame(arg.expression);
    this.#invalidArgument(param, error.message, blame, error.message);
  }

  #invalidArgument(param: Param, problem: string, blame: Blame, message?: string): void {
    this.#error(
      hclError("invalid-function-argument"),
      `Invalid value for ${goQuote(param.name)} parameter: ${problem}.`,
      blame,
      message,
    );
  }

  #blame(argument: Expression): Blame {
    return {
      subject: startRangeOf(argument),
      context: this.#expression.range,
      expression: argument,
      evalContext: this.#context,
    };
  }

  /** `message` is what the function itself said, if it was called at all. */
  #error(kind: ErrorKind, detail: string, blame: Blame, message?: string): void {
    const extra: FunctionCallExtra = {
      kind: "function-call",
      functionName: this.#expression.name,
      message,
    };
    this.#state.error(kind, detail, { ...blame, extra });
  }
}
