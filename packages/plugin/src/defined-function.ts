import type { Func } from "@tutti/values";
import type { FunctionDefinition } from "./definition.ts";
import { providerFunc } from "./provider-func.ts";
import type { FunctionSchema } from "./schema.ts";

type Definitions = Readonly<Record<string, FunctionDefinition>>;

/** What a definition's functions are, without what they do. */
export function functionSchemas(functions: Definitions): ReadonlyMap<string, FunctionSchema> {
  return new Map(Object.entries(functions).map(([name, { schema }]) => [name, schema]));
}

/** The functions of a definition, as expressions call them. */
export function definedFunctions(functions: Definitions): ReadonlyMap<string, Func> {
  return new Map(
    Object.entries(functions).map(([name, { schema, call }]) => [name, providerFunc(schema, call)]),
  );
}
