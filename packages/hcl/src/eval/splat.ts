/** `a[*].b` and `a.*.b` */

import {
  isDefinitelyNotNull,
  lengthRange,
  listType,
  listValue,
  refine,
  type Type,
  tupleType,
  tupleValue,
  typesEqual,
  UNKNOWN_DYNAMIC,
  unknownNotNull,
  Value,
} from "@tutti/values";
import type { SplatExpression, SplatItemExpression } from "../ast/expression.ts";
import { hclError } from "../errors.ts";
import type { EvalContext } from "../scope/context.ts";
import { rangeBetween } from "../source/range.ts";
import type { EvalState } from "./eval-state.ts";

/** What the splat's own element is, for the expressions behind the star. */
interface SplatContext extends EvalContext {
  readonly item: SplatItemExpression;
  readonly itemValue: Value;
}

function isSplatContext(context: EvalContext): context is SplatContext {
  return "itemValue" in context;
}

export function splatItem(expression: SplatItemExpression, context: EvalContext | undefined): Value {
  for (let at = context; at !== undefined; at = at.parent) {
    if (isSplatContext(at) && at.item === expression) return at.itemValue;
  }
  return UNKNOWN_DYNAMIC;
}

export function evaluateSplat(
  state: EvalState,
  expression: SplatExpression,
  context: EvalContext | undefined,
): Value {
  const mark = state.mark();
  const source = state.value(expression.source, context);
  if (state.failedSince(mark)) return UNKNOWN_DYNAMIC;
  const isSequence = SEQUENCES.has(source.type.kind);
  if (source.isNull) {
    if (!isSequence) return tupleValue([]).withMarks(source.marks);
    state.error(
      hclError("splat-of-null-value"),
      "Splat expressions (with the * symbol) cannot be applied to null sequences.",
      {
        subject: expression.source.range,
        context: rangeBetween(expression.source.range, expression.markerRange),
        expression: expression.source,
        evalContext: context,
      },
    );
    return UNKNOWN_DYNAMIC;
  }
  if (source.type.kind === "dynamic") return UNKNOWN_DYNAMIC.withMarks(source.marks);
  const splat = new Splat(state, expression, context);
  if (isSequence) return splat.over(source);
  // Anything that is not a sequence counts as a sequence of itself; null as an empty one.
  const single = splat.over(tupleValue([source]).withMarks(source.marks));
  const maybeNull = source.isUnknown && !isDefinitelyNotNull(source);
  return maybeNull ? UNKNOWN_DYNAMIC.withMarks(source.marks) : single;
}

const SEQUENCES: ReadonlySet<Type["kind"]> = new Set(["list", "set", "tuple"]);

class Splat {
  readonly #state: EvalState;
  readonly #expression: SplatExpression;
  readonly #context: EvalContext | undefined;

  constructor(state: EvalState, expression: SplatExpression, context: EvalContext | undefined) {
    this.#state = state;
    this.#expression = expression;
    this.#context = context;
  }

  over(source: Value): Value {
    if (source.isUnknown) return this.#unknown(source);
    const mark = this.#state.mark();
    const items = source.asItems.map((item) => this.#each(item));
    if (this.#state.failedSince(mark)) {
      // The messages would be those that were just given.
      const { type } = this.#quietly(() => Value.unknown(this.#resultType(source.type)));
      return Value.unknown(type).withMarks(source.marks);
    }
    if (source.type.kind === "tuple") return tupleValue(items).withMarks(source.marks);
    return this.#list(source, items).withMarks(source.marks);
  }

  #list(source: Value, items: readonly Value[]): Value {
    const [first] = items;
    if (first === undefined) {
      const type = this.#resultType(source.type);
      return type.kind === "list" ? listValue(type.element, []) : UNKNOWN_DYNAMIC;
    }
    if (items.every((item) => typesEqual(item.type, first.type))) return listValue(first.type, items);
    this.#state.error(
      hclError("invalid-nested-splat-expressions"),
      "The second level of splat expression produced elements of different types, so it isn't possible to construct a valid list to represent the top-level result.\n\nConsider using a for expression instead, to produce a tuple-typed result which can therefore have non-homogenous element types.",
      { subject: this.#expression.each.range, context: this.#expression.range },
    );
    return UNKNOWN_DYNAMIC;
  }

  #unknown(source: Value): Value {
    const type = this.#resultType(source.type);
    const result = unknownNotNull(type);
    if (type.kind !== "list" || source.type.kind === "tuple") return result.withMarks(source.marks);
    const { min, max } = lengthRange(source.withoutMarks());
    const bounds = {
      ...(min > 0 ? { lengthMin: min } : {}),
      ...(max === Number.POSITIVE_INFINITY ? {} : { lengthMax: max }),
    };
    return refine(result, bounds).withMarks(source.marks);
  }

  /** What the type would be, found by trying with an unknown element. */
  #resultType(source: Type): Type {
    const typeOf = (element: Type): Type => this.#each(Value.unknown(element)).type;
    if (source.kind === "tuple") return tupleType(source.elements.map(typeOf));
    if (source.kind === "list" || source.kind === "set") return listType(typeOf(source.element));
    return UNKNOWN_DYNAMIC.type;
  }

  #each(item: Value): Value {
    const context: SplatContext = { parent: this.#context, item: this.#expression.item, itemValue: item };
    return this.#state.value(this.#expression.each, context);
  }

  #quietly<T>(run: () => T): T {
    const outer = this.#state.diagnostics;
    this.#state.diagnostics = [];
    const result = run();
    this.#state.diagnostics = outer;
    return result;
  }
}
