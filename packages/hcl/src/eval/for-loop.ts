/** `[for …]` and `{for …}` */

import type { ErrorKind } from "@tutti/errors";
import {
  BOOL,
  ConversionError,
  convertOrError,
  goQuote,
  objectValue,
  STRING,
  tupleValue,
  typeFriendlyName,
  UNKNOWN_DYNAMIC,
  type Value,
} from "@tutti/values";
import type { Expression, ForExpression } from "../ast/expression.ts";
import { hclError } from "../errors.ts";
import type { EvalContext, VariableScope } from "../scope/context.ts";
import { type Element, elementsOf, isIterable } from "./elements.ts";
import type { Blame, EvalState } from "./eval-state.ts";
import { MarkSet } from "./mark-set.ts";

export function evaluateFor(
  state: EvalState,
  expression: ForExpression,
  context: EvalContext | undefined,
): Value {
  const collection = state.value(expression.collection, context);
  const blame = blameFor(expression, expression.collection, context);
  if (collection.isNull) {
    state.error(
      hclError("iteration-over-null-value"),
      "A null value cannot be used as the collection in a 'for' expression.",
      blame,
    );
    return UNKNOWN_DYNAMIC;
  }
  if (collection.type.kind === "dynamic") return UNKNOWN_DYNAMIC;
  if (!isIterable(collection)) {
    state.error(
      hclError("iteration-over-non-iterable-value"),
      `A value of type ${typeFriendlyName(collection.type)} cannot be used as the collection in a 'for' expression.`,
      blame,
    );
    return UNKNOWN_DYNAMIC;
  }
  const loop = new Loop(state, expression, context);
  loop.marks.add(collection);
  if (!loop.checkCondition(collection)) return UNKNOWN_DYNAMIC;
  if (collection.isUnknown) return loop.marks.putOn(UNKNOWN_DYNAMIC);
  const { keyResult } = expression;
  const result =
    keyResult === undefined ? loop.makeTuple(collection) : loop.makeObject(collection, keyResult);
  return loop.marks.putOn(result ?? UNKNOWN_DYNAMIC);
}

function blameFor(whole: ForExpression, part: Expression, evalContext: EvalContext | undefined): Blame {
  return { subject: part.range, context: whole.range, expression: part, evalContext };
}

class Loop {
  readonly marks = new MarkSet();
  readonly #state: EvalState;
  readonly #expression: ForExpression;
  readonly #context: EvalContext | undefined;
  /** False once it is clear that the result cannot be known; later messages would only repeat the first. */
  #known = true;

  constructor(state: EvalState, expression: ForExpression, context: EvalContext | undefined) {
    this.#state = state;
    this.#expression = expression;
    this.#context = context;
  }

  makeTuple(collection: Value): Value | undefined {
    const { valueResult } = this.#expression;
    const items: Value[] = [];
    for (const element of elementsOf(collection)) {
      const context = this.#child(element);
      if (!this.#includes(context)) continue;
      items.push(this.#state.value(valueResult, context));
    }
    return this.#known ? tupleValue(items) : undefined;
  }

  makeObject(collection: Value, keyResult: Expression): Value | undefined {
    const entries = new Map<string, Value>();
    const groups = new Map<string, Value[]>();
    for (const element of elementsOf(collection)) {
      const context = this.#child(element);
      if (!this.#includes(context)) continue;
      const key = this.#key(keyResult, context);
      if (key === undefined) continue;
      const value = this.#state.value(this.#expression.valueResult, context);
      if (this.#expression.group) {
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [value]);
        else group.push(value);
      } else if (entries.has(key)) this.#duplicate(key, keyResult, context);
      else entries.set(key, value);
    }
    if (!this.#known) return undefined;
    for (const [key, values] of groups) entries.set(key, tupleValue(values));
    return objectValue(entries);
  }

  /**
   * Tries the condition once with unknown elements, so that a wrong one is
   * reported once and not for each element.
   */
  checkCondition(collection: Value): boolean {
    const { condition } = this.#expression;
    if (condition === undefined) return true;
    const state = this.#state;
    const mark = state.mark();
    const result = state.value(condition, this.#child({ key: UNKNOWN_DYNAMIC, value: UNKNOWN_DYNAMIC }));
    const blame = blameFor(this.#expression, condition, this.#context);
    if (result.isNull) {
      state.error(hclError("condition-is-null"), "The value of the 'if' clause must not be null.", blame);
      return false;
    }
    if (collection.isUnknown) this.marks.add(result);
    const decided = convertOrError(result, BOOL);
    if (decided instanceof ConversionError) {
      state.error(INVALID_CONDITION, `The 'if' clause value is invalid: ${decided.message}.`, blame);
      return false;
    }
    return !state.failedSince(mark);
  }

  #child(element: Element): EvalContext {
    return { variables: new ElementScope(this.#expression, element), parent: this.#context };
  }

  #includes(context: EvalContext): boolean {
    const { condition } = this.#expression;
    if (condition === undefined) return true;
    const result = this.#state.value(condition, context);
    if (result.isNull) {
      return this.#giveUp(
        INVALID_CONDITION,
        "The value of the 'if' clause must not be null.",
        condition,
        context,
      );
    }
    this.marks.add(result);
    const decided = convertOrError(result.withoutMarks(), BOOL);
    if (decided instanceof ConversionError) {
      return this.#giveUp(
        INVALID_CONDITION,
        `The 'if' clause value is invalid: ${decided.message}.`,
        condition,
        context,
      );
    }
    if (decided.isKnown) return decided.asBool;
    this.#known = false;
    return false;
  }

  #key(keyResult: Expression, context: EvalContext): string | undefined {
    const raw = this.#state.value(keyResult, context);
    if (raw.isNull) {
      this.#giveUp(
        hclError("invalid-object-key"),
        "Key expression in 'for' expression must not produce a null value.",
        keyResult,
        context,
      );
      return undefined;
    }
    this.marks.add(raw);
    const key = raw.isUnknown ? raw : convertOrError(raw.withoutMarks(), STRING);
    if (key instanceof ConversionError) {
      this.#giveUp(
        hclError("invalid-object-key"),
        `The key expression produced an invalid result: ${key.message}.`,
        keyResult,
        context,
      );
      return undefined;
    }
    if (key.isKnown) return key.asString;
    this.#known = false;
    return undefined;
  }

  /** Reports the first thing that makes the result unknown. */
  #giveUp(kind: ErrorKind, detail: string, part: Expression, context: EvalContext): false {
    if (this.#known) this.#state.error(kind, detail, blameFor(this.#expression, part, context));
    this.#known = false;
    return false;
  }

  #duplicate(key: string, keyResult: Expression, context: EvalContext): void {
    this.#state.error(
      hclError("duplicate-object-key"),
      `Two different items produced the key ${goQuote(key)} in this 'for' expression. If duplicates are expected, use the ellipsis (...) after the value expression to enable grouping by key.`,
      blameFor(this.#expression, keyResult, context),
    );
  }
}

const INVALID_CONDITION = hclError("invalid-for-condition");

/** The names of one round. There may be very many rounds, so no map is made for each. */
class ElementScope implements VariableScope {
  readonly #expression: ForExpression;
  readonly #element: Element;

  constructor(expression: ForExpression, element: Element) {
    this.#expression = expression;
    this.#element = element;
  }

  lookup(name: string): Value | undefined {
    const { keyName, valueName } = this.#expression;
    // Where both have one name it is the value.
    if (name === valueName) return this.#element.value;
    return name === keyName ? this.#element.key : undefined;
  }

  names(): readonly string[] {
    const { keyName, valueName } = this.#expression;
    return keyName === undefined || keyName === valueName ? [valueName] : [keyName, valueName];
  }
}
