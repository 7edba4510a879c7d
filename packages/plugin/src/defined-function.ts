import type { Func, Param } from "@tutti/values";
import type { FunctionDefinition } from "./definition.ts";
import type { FunctionSchema } from "./schema.ts";

type Definitions = Readonly<Record<string, FunctionDefinition>>;

/** What a definition's functions are, without what they do. */
export function functionSchemas(functions: Definitions): ReadonlyMap<string, FunctionSchema> {
  return new Map(Object.entries(functions).map(([name, { schema }]) => [name, schema]));
}

/** The functions of a definition, as expressions call them. */
export function definedFunctions(functions: Definitions): ReadonlyMap<string, Func> {
  return new Map(Object.entries(functions).map(([name, definition]) => [name, definedFunction(definition)]));
}

function definedFunction({ schema, call }: FunctionDefinition): Func {
  const { parameters, variadic, returnType, description } = schema;
  return {
    ...(description === undefined ? {} : { description }),
    params: parameters satisfies readonly Param[],
    ...(variadic === undefined ? {} : { varParam: variadic }),
    returnType: () => returnType,
    call,
  };
}
