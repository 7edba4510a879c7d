import { formatInstance, formatResource, type ResourceInstance } from "@tutti/addresses";
import { type BlockSchema, impliedType, type ProviderSchema } from "@tutti/plugin";
import { type InstanceObject, type State, stateDelta } from "@tutti/state";
import { decodeJson, encodeJson, type Path, type Value } from "@tutti/values";

/** What two versions of a state differ in. */
export interface StateDifference {
  readonly objects: readonly ObjectDifference[];
  readonly outputs: readonly OutputDifference[];
}

/** Only the later version has it, both have it, or only the earlier one. */
type DifferenceKind = "added" | "changed" | "removed";

/** One object that only one of the two has, or that both have with other attributes. */
interface ObjectDifference {
  readonly kind: DifferenceKind;
  readonly address: string;
  readonly deposedKey: string | undefined;
  /** Those that differ, down to single values. */
  readonly attributes: readonly AttributeDifference[];
}

/** JSON texts; undefined where there is none, and both where they must not be shown. */
export interface AttributeDifference {
  /** As in `tags["a"]`, `ports[0].external`. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly sensitive: boolean;
}

/** One output of the root module that differs; values are JSON texts, as those of attributes. */
interface OutputDifference extends Omit<AttributeDifference, "path"> {
  readonly kind: DifferenceKind;
  readonly name: string;
}

/** The schema of a provider as states name it; undefined where it is not known. */
export type FindSchema = (provider: string) => ProviderSchema | undefined;

/** What is in `after` and is not, or is otherwise, in `before`. */
export function stateDifference(before: State, after: State, findSchema: FindSchema): StateDifference {
  const objects: ObjectDifference[] = [];
  const outputs: OutputDifference[] = [];
  for (const record of stateDelta(before, after)) {
    if (record.kind === "output") outputs.push(outputDifference(record.name, before, after));
    if (record.kind !== "object") continue;
    const old = objectAt(before, record.address, record.deposedKey);
    const { address, deposedKey, object: now } = record;
    const block = blockOf(address, record.provider, findSchema);
    objects.push({
      kind: kindOf(old, now),
      address: formatInstance(address),
      deposedKey,
      attributes: block === undefined ? UNKNOWN : attributeDifferences(old, now, block),
    });
  }
  return { objects: objects.toSorted(byAddress), outputs };
}

/** Nobody can say what of an object without a schema is secret, so nothing of it is shown. */
const UNKNOWN: readonly AttributeDifference[] = [
  { path: "", before: undefined, after: undefined, sensitive: true },
];

function byAddress(a: ObjectDifference, b: ObjectDifference): number {
  const [left, right] = [`${a.address} ${a.deposedKey ?? ""}`, `${b.address} ${b.deposedKey ?? ""}`];
  return left < right ? -1 : left > right ? 1 : 0;
}

function kindOf(before: unknown, after: unknown): DifferenceKind {
  return before === undefined ? "added" : after === undefined ? "removed" : "changed";
}

function objectAt(
  { resources }: State,
  { key, ...address }: ResourceInstance,
  deposedKey: string | undefined,
): InstanceObject | undefined {
  const instance = resources.get(formatResource(address))?.instances.get(key);
  return deposedKey === undefined ? instance?.current : instance?.deposed.get(deposedKey);
}

function outputDifference(name: string, before: State, after: State): OutputDifference {
  const [old, now] = [before.outputs.get(name), after.outputs.get(name)];
  const sensitive = old?.sensitive === true || now?.sensitive === true;
  const shown = (value: Value | undefined): string | undefined =>
    value === undefined || sensitive ? undefined : encodeJson(value);
  return { kind: kindOf(old, now), name, before: shown(old?.value), after: shown(now?.value), sensitive };
}

/** A way to something sensitive; undefined stands for any index or key. */
type Steps = readonly (string | undefined)[];

function blockOf(
  address: ResourceInstance,
  provider: string,
  findSchema: FindSchema,
): BlockSchema | undefined {
  const schema = findSchema(provider);
  const types = address.mode === "data" ? schema?.dataSources : schema?.resourceTypes;
  return types?.get(address.type)?.block;
}

function blockPaths(block: BlockSchema, front: Steps): readonly Steps[] {
  const paths: Steps[] = [];
  for (const [name, { sensitive }] of block.attributes) if (sensitive === true) paths.push([...front, name]);
  for (const [name, nested] of block.blocks) {
    const single = nested.nesting === "single" || nested.nesting === "group";
    paths.push(...blockPaths(nested.block, [...front, name, ...(single ? [] : [undefined])]));
  }
  return paths;
}

function stepsOf(path: Path): Steps {
  return path.map((step) => (step.kind === "attribute" ? step.name : keyText(step.key)));
}

function keyText(key: Value): string | undefined {
  if (!key.isKnown || key.isNull) return undefined;
  return key.type.kind === "string" ? key.asString : encodeJson(key);
}

function attributeDifferences(
  before: InstanceObject | undefined,
  after: InstanceObject | undefined,
  block: BlockSchema,
): readonly AttributeDifference[] {
  const sensitive = [...(before?.sensitivePaths ?? []), ...(after?.sensitivePaths ?? [])];
  const hidden = [...blockPaths(block, []), ...sensitive.map(stepsOf)];
  const isHidden = (steps: readonly Step[]): boolean => hidden.some((path) => meets(path, steps));
  const [old, now] = [attributesOf(before, block), attributesOf(after, block)];
  const secrets = new Set([...textsWithin(old, isHidden), ...textsWithin(now, isHidden)]);
  const found: AttributeDifference[] = [];
  compare(old, now, [], (steps, left, right) => {
    const sensitive =
      isHidden(steps) || [left, right].some((value) => holdsText(value, (text) => secrets.has(text)));
    found.push({
      path: pathText(steps),
      before: sensitive ? undefined : jsonText(left),
      after: sensitive ? undefined : jsonText(right),
      sensitive,
    });
  });
  return found;
}

/**
 * The texts at the places that are hidden. A provider may hand a secret on to
 * an attribute that nobody declared as sensitive (`output` of `terraform_data`).
 */
function textsWithin(
  value: Value | undefined,
  isHidden: (steps: readonly Step[]) => boolean,
): ReadonlySet<string> {
  const texts = new Set<string>();
  visit(value, [], (steps, text) => {
    if (isHidden(steps)) texts.add(text);
  });
  return texts;
}

function holdsText(value: Value | undefined, wanted: (text: string) => boolean): boolean {
  let found = false;
  visit(value, [], (_, text) => {
    found ||= wanted(text);
  });
  return found;
}

/** All texts but the empty one, and where they stand; those of a set stand where it stands. */
function visit(
  value: Value | undefined,
  steps: readonly Step[],
  see: (steps: readonly Step[], text: string) => void,
): void {
  if (value === undefined || value.isNull || !value.isKnown) return;
  if (value.type.kind === "string") {
    if (value.asString !== "") see(steps, value.asString);
    return;
  }
  if (value.type.kind === "set") for (const item of value.asItems) visit(item, steps, see);
  else for (const [step, child] of childrenOf(value)?.children ?? []) visit(child, [...steps, step], see);
}

/** Undefined where it does not fit the schema either: an older version of it may have written it. */
function attributesOf(object: InstanceObject | undefined, block: BlockSchema): Value | undefined {
  const decoded = object === undefined ? undefined : decodeJson(object.attributesJson, impliedType(block));
  return decoded?.ok === true ? decoded.value : undefined;
}

/** One lies within the other: what holds something secret is as secret. */
function meets(path: Steps, steps: readonly Step[]): boolean {
  const length = Math.min(path.length, steps.length);
  for (let at = 0; at < length; at++) {
    const wanted = path[at];
    if (wanted !== undefined && wanted !== String(steps[at])) return false;
  }
  return true;
}

type Step = string | number;
type Found = (steps: readonly Step[], before: Value | undefined, after: Value | undefined) => void;

/** Goes down as long as both are lists or objects, or one is a whole object and the other is not there. */
function compare(
  before: Value | undefined,
  after: Value | undefined,
  steps: readonly Step[],
  found: Found,
): void {
  // An attribute that is null is one that is not set.
  if ((jsonText(before) ?? "null") === (jsonText(after) ?? "null")) return;
  const [old, now] = [childrenOf(before), childrenOf(after)];
  const goesDown =
    old?.kind === now?.kind || (steps.length === 0 && (before === undefined || after === undefined));
  if (!goesDown || (old === undefined && now === undefined)) {
    found(steps, before, after);
    return;
  }
  const keys = new Set([...(old?.children.keys() ?? []), ...(now?.children.keys() ?? [])]);
  for (const key of keys) compare(old?.children.get(key), now?.children.get(key), [...steps, key], found);
}

interface Children {
  readonly kind: "list" | "object";
  readonly children: ReadonlyMap<Step, Value>;
}

/** Undefined where it is one for itself. Elements of a set have no name, so a set is one too. */
function childrenOf(value: Value | undefined): Children | undefined {
  if (value === undefined || value.isNull || !value.isKnown) return undefined;
  switch (value.type.kind) {
    case "list":
    case "tuple":
      return { kind: "list", children: new Map(value.asItems.entries()) };
    case "map":
    case "object":
      return { kind: "object", children: value.asEntries };
    default:
      return undefined;
  }
}

/** Undefined where nothing is set. */
function jsonText(value: Value | undefined): string | undefined {
  return value === undefined || value.isNull ? undefined : encodeJson(value);
}

function pathText(steps: readonly Step[]): string {
  return steps
    .map((step, at) => {
      if (!/^[A-Za-z_][\w-]*$/.test(String(step))) return `[${JSON.stringify(step)}]`;
      return at === 0 ? step : `.${step}`;
    })
    .join("");
}
