/** Functions for a configuration: only what it uses is loaded. */

import { type Func, unknownNotNull } from "@tutti/values";
import type { FunctionGroup } from "./define.ts";
import { GROUPS } from "./groups.ts";
import type { FunctionScope } from "./scope.ts";
import type { FunctionTable, GroupMaker } from "./table.ts";

/** Loaded functions, from which tables for different scopes are made. */
export interface FunctionLibrary {
  table(scope: FunctionScope): FunctionTable;
}

/** Their results change from call to call, so while planning they are not known. */
const IMPURE: ReadonlySet<string> = new Set(["bcrypt", "timestamp", "uuid"]);

const PREFIX = "core::";

/** Not everywhere: at the console, and where there is a plan. */
const SOMETIMES: ReadonlyMap<string, (scope: FunctionScope) => boolean> = new Map([
  ["type", (scope: FunctionScope) => scope.console === true],
  ["plantimestamp", (scope: FunctionScope) => scope.planTimestamp !== undefined],
]);

/** The names of all built-in functions, in order. */
export function functionNames(): readonly string[] {
  return GROUPS.flatMap((group) => group.names).sort();
}

/** Loads what the given names need; names of other things are ignored. `core::` may stand before a name. */
export async function loadFunctions(names: Iterable<string>): Promise<FunctionLibrary> {
  const used = new Set(Array.from(names, plainName));
  const direct = GROUPS.filter((group) => group.names.some((name) => used.has(name)));
  const groups = direct.some((group) => group.needsAll === true) ? GROUPS : direct;
  const makers = await Promise.all(groups.map((group) => group.load()));
  return { table: (scope) => createTable(makers, scope) };
}

/** What the built-in provider `terraform` brings, by its own names: `encode_tfvars` and so on. */
export async function loadTerraformProviderFunctions(): Promise<ReadonlyMap<string, Func>> {
  const { TFVARS } = await import("./tfvars/tfvars.ts");
  return new Map(Object.entries(TFVARS));
}

/** Loads all functions, for the console. */
export function loadAllFunctions(): Promise<FunctionLibrary> {
  return loadFunctions(functionNames());
}

function plainName(name: string): string {
  return name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
}

function createTable(makers: readonly GroupMaker[], scope: FunctionScope): FunctionTable {
  const functions = new Map<string, Func>();
  const table: FunctionTable = {
    get: (name) => functions.get(plainName(name)),
    keys: () => availableNames(scope),
  };
  for (const make of makers)
    add(
      functions,
      make(scope, () => table),
      scope,
    );
  return table;
}

function add(functions: Map<string, Func>, group: FunctionGroup, scope: FunctionScope): void {
  for (const [name, func] of Object.entries(group))
    functions.set(name, scope.pure && IMPURE.has(name) ? unpredictable(func) : func);
}

function availableNames(scope: FunctionScope): readonly string[] {
  return functionNames().filter((name) => SOMETIMES.get(name)?.(scope) !== false);
}

/** Checks its arguments, and that is all. */
function unpredictable(func: Func): Func {
  return { ...func, call: (_args, returnType) => unknownNotNull(returnType) };
}
