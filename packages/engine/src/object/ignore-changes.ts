import type { Lifecycle } from "@tutti/config";
import type { TraversalStep } from "@tutti/hcl";
import {
  type Path,
  type PathMarks,
  type PathStep,
  rawEquals,
  toFloat64,
  tupleType,
  Value,
} from "@tutti/values";

/** The configuration with what `ignore_changes` names put back to what it was; neither side has marks. */
export function ignoreChanges(lifecycle: Lifecycle, prior: Value, config: Value): Value {
  if (!prior.isKnown || !config.isKnown) return config;
  if (lifecycle.ignoreAllChanges) return restoreAll(prior, config);
  const kept = lifecycle.ignoreChanges.flatMap(({ rootName, steps }) => {
    const found = findKept(prior, config, [{ kind: "attribute", name: rootName }, ...stepsOf(steps)]);
    return found === undefined ? [] : [found];
  });
  // What lies deeper is put back first, so that the whole around it decides.
  return kept
    .toSorted((one, other) => other.path.length - one.path.length)
    .reduce((value, { path, old, key }) => put(value, path, (given) => restore(old, given, key)), config);
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

function stepsOf(steps: readonly TraversalStep[]): Path {
  return steps.flatMap((step): Path => {
    if (step.kind === "attribute") return [{ kind: "attribute", name: step.name }];
    return step.kind === "index" ? [{ kind: "index", key: step.key }] : [];
  });
}

function keysOf(steps: readonly TraversalStep[]): readonly (string | number)[] {
  return steps.flatMap((step) => {
    if (step.kind === "attribute") return [step.name];
    if (step.kind !== "index" || !step.key.isKnown) return [];
    return [step.key.type.kind === "number" ? toFloat64(step.key.asNumber) : step.key.asString];
  });
}

interface Kept {
  /** Without a key of a map at its end. */
  readonly path: Path;
  readonly old: Value;
  readonly key: string | undefined;
}

/** What one path keeps; undefined where it leads nowhere before or now, or nothing changed there. */
function findKept(prior: Value, config: Value, whole: Path): Kept | undefined {
  const last = whole.at(-1);
  const key = last?.kind === "index" ? textKey(last.key) : undefined;
  // A key of a map may be there on one side alone; so the map is what is looked for.
  const path = key === undefined ? whole : whole.slice(0, -1);
  const old = follow(prior, path);
  const given = follow(config, path);
  return old === undefined || given === undefined || rawEquals(old, given) ? undefined : { path, old, key };
}

/** A name leads into an object, a number into a list, a text into a map, and nothing else, as in Terraform. */
function follow(value: Value, path: Path): Value | undefined {
  let at: Value | undefined = value;
  for (const step of path) {
    if (at === undefined || !at.isKnown) return undefined;
    at = childOf(at, step);
  }
  return at;
}

function childOf(value: Value, step: PathStep): Value | undefined {
  const { kind } = value.type;
  if (step.kind === "attribute") return kind === "object" ? value.asEntries.get(step.name) : undefined;
  const text = textKey(step.key);
  if (text !== undefined) return kind === "map" ? value.asEntries.get(text) : undefined;
  const place = placeOf(step.key);
  return (kind === "list" || kind === "tuple") && place !== undefined ? value.asItems[place] : undefined;
}

function textKey(key: Value): string | undefined {
  return key.isKnown && key.type.kind === "string" ? key.asString : undefined;
}

function placeOf(key: Value): number | undefined {
  return key.isKnown && key.type.kind === "number" ? toFloat64(key.asNumber) : undefined;
}

/** Of a map one key is put back; of anything else, as of an object where the schema leaves it open, all of it. */
function restore(old: Value, given: Value, key: string | undefined): Value {
  if (key === undefined || given.type.kind !== "map") return old;
  if (given.isUnknown) return given;
  const entries = new Map(given.isKnown ? given.asEntries : []);
  const before = old.isKnown ? old.asEntries.get(key) : undefined;
  if (before === undefined) entries.delete(key);
  else entries.set(key, before);
  if (given.isNull && entries.size === 0) return given;
  return Value.knownUnchecked(given.type, sorted(entries));
}

/** The value with another one at the end of the path; all that it lies in is made anew. */
function put(value: Value, path: Path, change: (given: Value) => Value): Value {
  const [step, ...rest] = path;
  if (step === undefined) return change(value);
  const child = childOf(value, step);
  if (child === undefined) return value;
  const next = put(child, rest, change);
  const name = step.kind === "attribute" ? step.name : textKey(step.key);
  if (name !== undefined) {
    const entries = sorted(new Map(value.asEntries).set(name, next));
    return Value.knownUnchecked(retyped(value, entries), entries);
  }
  const place = step.kind === "index" ? placeOf(step.key) : undefined;
  const items = value.asItems.map((item, at) => (at === place ? next : item));
  const type = value.type.kind === "tuple" ? tupleType(items.map((item) => item.type)) : value.type;
  return Value.knownUnchecked(type, items);
}

function sorted(entries: ReadonlyMap<string, Value>): Map<string, Value> {
  return new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** An object's type follows its attributes where the schema leaves them open. */
function retyped(config: Value, entries: ReadonlyMap<string, Value>): Value["type"] {
  if (config.type.kind !== "object") return config.type;
  const types = [...config.type.attributes].map(
    ([name, type]) => [name, type.kind === "dynamic" ? type : (entries.get(name)?.type ?? type)] as const,
  );
  return { ...config.type, attributes: new Map(types) };
}
