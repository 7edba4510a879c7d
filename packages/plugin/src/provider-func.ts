import { type Func, type FuncError, Value } from "@tutti/values";
import type { FunctionSchema, ParameterSchema } from "./schema.ts";

/**
 * A function of a provider, as expressions call it. `call` gets as many
 * arguments as the schema says, of their types; it is not asked where
 * something is unknown, or null, that a parameter does not allow.
 */
export function providerFunc(
  { parameters, variadic, returnType, description }: FunctionSchema,
  call: (args: readonly Value[]) => Value | FuncError,
): Func {
  const paramAt = (at: number): ParameterSchema | undefined => parameters[at] ?? variadic;
  return {
    ...(description === undefined ? {} : { description }),
    params: parameters.map(takesAnyType),
    ...(variadic === undefined ? {} : { varParam: takesAnyType(variadic) }),
    returnType: () => returnType,
    call(args) {
      // Also where only a part of it is: who does not allow unknowns does not know of them.
      const waits = args.some((arg, at) => !arg.isWhollyKnown && paramAt(at)?.allowUnknown !== true);
      return waits ? Value.unknown(returnType) : call(args);
    },
  };
}

/** What has no type yet (a bare `null`) is for the function to see. */
function takesAnyType(parameter: ParameterSchema): ParameterSchema & { readonly allowDynamicType: true } {
  return { ...parameter, allowDynamicType: true };
}
