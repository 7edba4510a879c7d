/**
 * Whether a provider kept its promises: a plan must say what the
 * configuration says, and a result must be what was planned. Each problem is
 * the text behind "Provider produced …".
 */

import { type AttributeSchema, type BlockSchema, innerSchemas, type NestedBlockSchema } from "@tutti/plugin";
import { formatPath, numberValue, type Path, rawEquals, stringValue, type Value } from "@tutti/values";
import { goText } from "./go-text.ts";

/** Problems of a plan, without marks on any side. `prior` may be null; a destroy is not checked. */
export function planProblems(schema: BlockSchema, prior: Value, config: Value, planned: Value): string[] {
  const problems: string[] = [];
  checkBlock(schema, prior, config, planned, [], problems);
  return problems;
}

function checkBlock(
  schema: BlockSchema,
  prior: Value,
  config: Value,
  planned: Value,
  path: Path,
  problems: string[],
): void {
  if (planned.isNull && !config.isNull) {
    problems.push(`${formatPath(path)}: planned for absence but config wants existence`);
    return;
  }
  if (config.isNull && !planned.isNull) {
    problems.push(`${formatPath(path)}: planned for existence but config wants absence`);
    return;
  }
  if (!config.isKnown || !planned.isKnown) return;
  const before = prior.isKnown ? prior.asEntries : undefined;
  for (const [name, attribute] of schema.attributes) {
    const given = config.asEntries.get(name);
    const result = planned.asEntries.get(name);
    if (given === undefined || result === undefined) continue;
    const inside: Path = [...path, attributeStep(name)];
    const problem = attributeProblem(attribute, before?.get(name), given, result);
    if (problem === undefined) continue;
    const parts = given.isNull ? undefined : attribute.nested && innerSchemas(schema).get(name);
    if (parts === undefined) problems.push(`${formatPath(inside)}: ${problem}`);
    else checkParts(parts, before?.get(name), given, result, inside, problems);
  }
  for (const [name, nested] of schema.blocks) {
    const given = config.asEntries.get(name);
    const result = planned.asEntries.get(name);
    if (given === undefined || result === undefined) continue;
    checkNested(nested, before?.get(name), given, result, [...path, attributeStep(name)], problems);
  }
}

function attributeProblem(
  attribute: AttributeSchema,
  prior: Value | undefined,
  config: Value,
  planned: Value,
): string | undefined {
  if (attribute.writeOnly === true) {
    return planned.isNull ? undefined : "planned value for write-only attribute is not null";
  }
  if (config === planned || rawEquals(planned, config)) return undefined;
  if (prior !== undefined && !prior.isNull && !config.isNull && rawEquals(planned, prior)) return undefined;
  if (config.isNull) {
    if (attribute.computed === true) return undefined;
    return `planned value ${goText(planned)} for a non-computed attribute`;
  }
  if (prior === undefined || prior.isNull) {
    return `planned value ${goText(planned)} does not match config value ${goText(config)}`;
  }
  return `planned value ${goText(planned)} does not match config value ${goText(config)} nor prior value ${goText(prior)}`;
}

/** An attribute that is not planned as it is written: each part is held to its own schema. */
function checkParts(
  parts: NestedBlockSchema,
  prior: Value | undefined,
  config: Value,
  planned: Value,
  path: Path,
  problems: string[],
): void {
  if (planned.isNull) problems.push(`${formatPath(path)}: planned for absence but config wants existence`);
  else checkNested(parts, prior ?? emptyOf(planned), config, planned, path, problems);
}

function checkNested(
  nested: NestedBlockSchema,
  prior: Value | undefined,
  config: Value,
  planned: Value,
  path: Path,
  problems: string[],
): void {
  if (config.isUnknown || planned.isUnknown) return;
  if (nested.nesting === "single" || nested.nesting === "group") {
    checkBlock(nested.block, prior ?? planned, config, planned, path, problems);
    return;
  }
  if (nested.nesting === "set" || config.isNull || planned.isNull) return;
  const given = elements(config);
  const results = elements(planned);
  if (given.size !== results.size) {
    problems.push(
      `${formatPath(path)}: block count in plan (${results.size}) disagrees with count in config (${given.size})`,
    );
    return;
  }
  const old = prior?.isKnown === true ? elements(prior) : undefined;
  for (const [key, item] of given) {
    const result = results.get(key);
    if (result === undefined) {
      problems.push(
        `${formatPath(path)}: block key ${JSON.stringify(key)} from config is not present in plan`,
      );
    } else {
      const inside: Path = [...path, indexStep(key)];
      checkBlock(nested.block, old?.get(key) ?? emptyOf(result), item, result, inside, problems);
    }
  }
}

/** A stand-in for "nothing was there": its attributes are never compared, because it is not known. */
function emptyOf(value: Value): Value {
  return value.isKnown ? (value.constructor as typeof Value).null(value.type) : value;
}

/** Problems of a result of apply against what was planned. */
export function resultProblems(schema: BlockSchema, planned: Value, actual: Value): string[] {
  const problems: string[] = [];
  compareBlock(schema, planned, actual, [], problems);
  return problems;
}

function compareBlock(
  schema: BlockSchema,
  planned: Value,
  actual: Value,
  path: Path,
  problems: string[],
): void {
  const at = path.length === 0 ? "Root object" : formatPath(path);
  const join = path.length === 0 ? " " : ": ";
  if (planned.isNull !== actual.isNull && !planned.isUnknown) {
    problems.push(
      planned.isNull ? `${at}${join}was absent, but now present` : `${at}${join}was present, but now absent`,
    );
    return;
  }
  if (!planned.isKnown || !actual.isKnown) return;
  for (const [name, attribute] of schema.attributes) {
    const wanted = planned.asEntries.get(name);
    const got = actual.asEntries.get(name);
    if (wanted === undefined || got === undefined || isKept(wanted, got)) continue;
    const inside: Path = [...path, attributeStep(name)];
    compareValues(wanted, got, attribute.sensitive === true, inside, problems);
  }
  for (const [name, nested] of schema.blocks) {
    const wanted = planned.asEntries.get(name);
    const got = actual.asEntries.get(name);
    if (wanted !== undefined && got !== undefined) {
      compareNested(nested, wanted, got, [...path, attributeStep(name)], problems);
    }
  }
}

/** As nearly all are; then nobody asks where it stands. */
function isKept(planned: Value, actual: Value): boolean {
  return planned === actual || planned.isUnknown || (planned.isWhollyKnown && rawEquals(planned, actual));
}

function compareNested(
  nested: NestedBlockSchema,
  planned: Value,
  actual: Value,
  path: Path,
  problems: string[],
): void {
  if (nested.nesting === "single" || nested.nesting === "group") {
    compareBlock(nested.block, planned, actual, path, problems);
    return;
  }
  if (!planned.isKnown || !actual.isKnown || nested.nesting === "set") return;
  const wanted = elements(planned);
  const got = elements(actual);
  if (wanted.size !== got.size) {
    problems.push(`${formatPath(path)}: block count changed from ${wanted.size} to ${got.size}`);
    return;
  }
  for (const [key, item] of wanted) {
    const result = got.get(key);
    if (result !== undefined) compareBlock(nested.block, item, result, [...path, indexStep(key)], problems);
  }
}

function compareValues(
  planned: Value,
  actual: Value,
  sensitive: boolean,
  path: Path,
  problems: string[],
): void {
  if (isKept(planned, actual)) return;
  const fail = (text: string): void => {
    problems.push(`${formatPath(path)}: ${sensitive ? "inconsistent values for sensitive attribute" : text}`);
  };
  if (planned.isNull || actual.isNull || actual.isUnknown) {
    if (planned.isNull !== actual.isNull || actual.isUnknown) {
      fail(
        `was ${planned.isNull ? "null" : goText(planned)}, but now ${actual.isNull ? "null" : goText(actual)}`,
      );
    }
    return;
  }
  if (planned.isWhollyKnown) {
    fail(`was ${goText(planned)}, but now ${goText(actual)}`);
    return;
  }
  if (planned.type.kind === "set" || planned.type.kind !== actual.type.kind) return;
  const got = elements(actual);
  for (const [key, item] of elements(planned)) {
    const result = got.get(key);
    const step = planned.type.kind === "object" ? attributeStep(String(key)) : indexStep(key);
    if (result === undefined) problems.push(`${formatPath([...path, step])}: element has vanished`);
    else compareValues(item, result, sensitive, [...path, step], problems);
  }
}

function elements(value: Value): ReadonlyMap<string | number, Value> {
  const data = value.data;
  if (data instanceof Map) return data;
  return new Map(value.asItems.map((item, i) => [i, item] as const));
}

function attributeStep(name: string): Path[number] {
  return { kind: "attribute", name };
}

function indexStep(key: string | number): Path[number] {
  return { kind: "index", key: typeof key === "number" ? numberValue(key) : stringValue(key) };
}
