import { type FunctionDefinition, fromPlain, type Plain, toPlain } from "@tutti/plugin";
import type { Value } from "@tutti/values";
import { functionError } from "./failure.ts";
import type { PlainOf, ValueType } from "./value-type.ts";

/** A parameter of a function. */
export interface Parameter<T> {
  readonly name: string;
  readonly of: ValueType<T>;
}

/** A parameter; of a `nullable` type it takes null. */
export function parameter<T>(name: string, of: ValueType<T>): Parameter<T> {
  return { name, of };
}

type Arguments<P extends readonly Parameter<unknown>[]> = {
  [At in keyof P]: P[At] extends Parameter<infer T> ? T : never;
};

/** A function `provider::NAME::f`: without effects, with one answer for the same arguments, whatever is configured. */
export interface ProviderFunction<
  P extends readonly Parameter<unknown>[],
  Rest extends Parameter<unknown>,
  R extends ValueType<unknown>,
> {
  readonly parameters: P;
  /** Takes all further arguments. */
  readonly variadic?: Rest;
  readonly returns: R;
  readonly summary?: string;
  readonly description?: string;
  /** May throw `FunctionFailure`. */
  call(...args: [...Arguments<P>, ...Arguments<readonly Rest[]>]): PlainOf<R>;
}

/** As the kit below knows it. */
export function adaptFunction(
  one: ProviderFunction<readonly Parameter<unknown>[], Parameter<unknown>, ValueType<unknown>>,
): FunctionDefinition {
  const { parameters, variadic, returns, summary, description } = one;
  const described = ({ name, of }: Parameter<unknown>) => ({
    name,
    type: of.type,
    ...(of.isNullable === true ? { allowNull: true } : {}),
  });
  return {
    schema: {
      parameters: parameters.map(described),
      ...(variadic === undefined ? {} : { variadic: described(variadic) }),
      returnType: returns.type,
      ...(summary === undefined ? {} : { summary }),
      ...(description === undefined ? {} : { description }),
    },
    call: (args) => {
      try {
        return fromPlain(returns.type, one.call(...args.map(argumentOf)) as Plain);
      } catch (error) {
        return functionError(error);
      }
    },
  };
}

function argumentOf(value: Value): unknown {
  return toPlain(value) ?? undefined;
}
