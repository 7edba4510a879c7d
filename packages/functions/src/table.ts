import type { FunctionGroup } from "./define.ts";
import type { FunctionScope } from "./scope.ts";

/** Makes a group's functions for a scope; `all` gives the whole table, for templates. */
export type GroupMaker = (scope: FunctionScope, all: () => FunctionTable) => FunctionGroup;

/** Functions by name. `keys` lists all there are, `get` knows those that were loaded. */
export interface FunctionTable {
  get(name: string): FunctionGroup[string] | undefined;
  keys(): Iterable<string>;
}
