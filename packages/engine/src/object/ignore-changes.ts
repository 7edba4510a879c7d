import type { Lifecycle } from "@tutti/config";
import type { TraversalStep } from "@tutti/hcl";
import { type Path, type PathMarks, type PathStep, toFloat64, Value } from "@tutti/values";

/** The configuration with what `ignore_changes` names put back to what it was; neither side has marks. */
export function ignoreChanges(lifecycle: Lifecycle, prior: Value, config: Value): Value {
  if (!prior.isKnown || !config.isKnown) return config;
  if (lifecycle.ignoreAllChanges) return restoreAll(prior, config);
  let result = config;
  for (const { rootName, steps } of lifecycle.ignoreChanges)
    result = restore(prior, result, [rootName, ...keysOf(steps)]);
  return result;
}

/** The marks of a configuration, and where its changes are ignored those of what was there. */
export function keptMarks(
  lifecycle: Lifecycle,
  prior: readonly PathMarks[],
  given: readonly PathMarks[],
): readonly PathMarks[] {
  if (lifecycle.ignoreAllChanges) return prior;
  if (lifecycle.ignoreChanges.length === 0) return given;
  const paths = lifecycle.ignoreChanges.map(({ rootName, steps }) => [rootName, ...keysOf(steps)]);
  const ignored = ({ path }: PathMarks): boolean => paths.some((keys) => isWithin(path, keys));
  return [...given.filter((marks) => !ignored(marks)), ...prior.filter(ignored)];
}

function isWithin(path: Path, keys: readonly (string | number)[]): boolean {
  return keys.every((key, i) => keyOf(path[i]) === key);
}

function keyOf(step: PathStep | undefined): string | number | undefined {
  if (step?.kind === "attribute") return step.name;
  if (step === undefined || !step.key.isKnown) return undefined;
  return step.key.type.kind === "number" ? toFloat64(step.key.asNumber) : step.key.asString;
}

/** Attributes that the configuration sets; the others are not its business. */
function restoreAll(prior: Value, config: Value): Value {
  const out = new Map<string, Value>();
  for (const [name, value] of config.asEntries) {
    const old = prior.asEntries.get(name);
    out.set(name, old === undefined || value.isNull ? value : old);
  }
  return Value.knownUnchecked(config.type, out);
}

function keysOf(steps: readonly TraversalStep[]): readonly (string | number)[] {
  return steps.flatMap((step) => {
    if (step.kind === "attribute") return [step.name];
    if (step.kind !== "index" || !step.key.isKnown) return [];
    return [step.key.type.kind === "number" ? toFloat64(step.key.asNumber) : step.key.asString];
  });
}

function restore(prior: Value, config: Value, path: readonly (string | number)[]): Value {
  const [key, ...rest] = path;
  if (key === undefined) return prior;
  if (!prior.isKnown || !config.isKnown) return config;
  const inMap = config.data instanceof Map && prior.data instanceof Map && typeof key === "string";
  return inMap ? restoreEntry(prior, config, key, rest) : restoreItem(prior, config, key, rest);
}

function restoreEntry(prior: Value, config: Value, key: string, rest: readonly (string | number)[]): Value {
  const old = prior.asEntries.get(key);
  const given = config.asEntries.get(key);
  if (old === undefined && given === undefined) return config;
  const out = new Map(config.asEntries);
  if (old === undefined) {
    // It was not there before: of a map it goes, of an object it cannot.
    if (config.type.kind !== "map" || rest.length > 0) return config;
    out.delete(key);
  } else if (given === undefined) {
    if (config.type.kind !== "map" || rest.length > 0) return config;
    out.set(key, old);
  } else out.set(key, restore(old, given, rest));
  const sorted = new Map([...out].sort(([a], [b]) => (a < b ? -1 : 1)));
  return Value.knownUnchecked(retyped(config, sorted), sorted);
}

/** An object's type follows its attributes where the schema leaves them open. */
function retyped(config: Value, entries: ReadonlyMap<string, Value>): Value["type"] {
  if (config.type.kind !== "object") return config.type;
  const types = [...config.type.attributes].map(
    ([name, type]) => [name, type.kind === "dynamic" ? type : (entries.get(name)?.type ?? type)] as const,
  );
  return { ...config.type, attributes: new Map(types) };
}

function restoreItem(
  prior: Value,
  config: Value,
  key: string | number,
  rest: readonly (string | number)[],
): Value {
  if (typeof key !== "number" || !Array.isArray(config.data) || !Array.isArray(prior.data)) return config;
  const old = prior.asItems[key];
  const given = config.asItems[key];
  if (old === undefined || given === undefined) return config;
  const items = config.asItems.map((item, i) => (i === key ? restore(old, item, rest) : item));
  return Value.knownUnchecked(config.type, items);
}
