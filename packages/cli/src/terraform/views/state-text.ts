import { formatInstance, formatModule } from "@tutti/addresses";
import { instancesOf } from "@tutti/operation";
import { type BlockSchema, impliedType, type ProviderSchema } from "@tutti/plugin";
import type { InstanceObject, State, StoredInstance } from "@tutti/state";
import { compareCodePoints, decodeJson, type Path, type PathStep, Value, withChildren } from "@tutti/values";
import { diffBlock } from "./diff/compute-block.ts";
import { diffValue } from "./diff/compute-value.ts";
import { renderDiff } from "./diff/render.ts";
import { STATE } from "./diff/render-options.ts";
import { providerSource } from "./provider-source.ts";

type Schemas = ReadonlyMap<string, ProviderSchema>;

/** All of a state, for people. */
export function stateText(state: State, schemas: Schemas): string {
  if (state.resources.size === 0 && state.outputs.size === 0)
    return "The state file is empty. No resources are represented.\n";
  const outputs = state.outputs.size === 0 ? "" : `\n\nOutputs:\n\n${outputsText(state)}`;
  return `${moduleText(modulesOf(state), schemas)}${outputs}`;
}

interface ModuleText {
  readonly instances: StoredInstance[];
  /** By their addresses. */
  readonly children: Map<string, ModuleText>;
}

function modulesOf(state: State): ModuleText {
  const root: ModuleText = { instances: [], children: new Map() };
  for (const found of instancesOf(state)) {
    const { module } = found.address;
    let at = root;
    for (let length = 1; length <= module.length; length++) {
      const address = formatModule(module.slice(0, length));
      const child = at.children.get(address) ?? { instances: [], children: new Map() };
      at.children.set(address, child);
      at = child;
    }
    at.instances.push(found);
  }
  return root;
}

/**
 * A module, then those within it in the order of their texts. Below what a module or one around it has itself each
 * of these stands further off; where nothing stands above them, they follow each other without a line between.
 */
function moduleText({ instances, children }: ModuleText, schemas: Schemas, above = false): string {
  const below = [...children].sort(([a], [b]) => compareCodePoints(a, b));
  const blocks = instances.map((found) => instanceText(found, schemas));
  const gap = above && blocks.length > 0 ? "\n\n" : "";
  const within = below.map(([, child]) => moduleText(child, schemas, above || blocks.length > 0));
  return `${gap}${blocks.join("\n")}${within.join("")}`;
}

/** Outputs stand as attributes do, not as `output` prints them. */
function outputsText({ outputs }: State): string {
  return [...outputs]
    .sort(([a], [b]) => compareCodePoints(a, b))
    .map(([name, { value, sensitive }]) => {
      const shown = sensitive ? value.withMarks(["sensitive"]) : value;
      const diff = diffValue(shown, shown, value.type);
      return `${name} = ${diff === undefined ? "null" : stateLines(renderDiff(diff, 0, STATE))}\n`;
    })
    .join("");
}

/** One instance, with its deposed objects. */
export function instanceText({ address, instance, resource }: StoredInstance, schemas: Schemas): string {
  const schema = schemas.get(providerSource(resource.provider));
  const types = address.mode === "data" ? schema?.dataSources : schema?.resourceTypes;
  const block = types?.get(address.type)?.block;
  const kind = address.mode === "data" ? "data" : "resource";
  const one = (object: InstanceObject, note: string): string => {
    const body =
      block === undefined
        ? `{\n    # The provider ${providerSource(resource.provider)} is not installed, so its attributes cannot be shown.\n}`
        : objectText(object, block);
    return `# ${formatInstance(address)}:${note}\n${kind} "${address.type}" "${address.name}" ${body}\n`;
  };
  let text = "";
  if (instance.current !== undefined)
    text += one(instance.current, instance.current.status === "tainted" ? " (tainted)" : "");
  for (const [key, object] of instance.deposed) text += one(object, ` (deposed object ${key})`);
  return text;
}

function objectText(object: InstanceObject, block: BlockSchema): string {
  const type = impliedType(block);
  const decoded = decodeJson(object.attributesJson, type);
  if (!decoded.ok) return `{\n    # The stored object does not fit its schema: ${decoded.error.message}.\n}`;
  const value = object.sensitivePaths.reduce(hideAt, decoded.value);
  const diff = diffBlock(value, value, block);
  return stateLines(renderDiff(diff, 0, STATE));
}

/** The lines stand one level further out than those of a plan. */
function stateLines(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.startsWith("    ") ? line.slice(4) : line))
    .join("\n");
}

/** Marks what a path names; a path that leads nowhere changes nothing. */
function hideAt(value: Value, path: Path): Value {
  const [step, ...rest] = path;
  if (step === undefined) return value.withMarks(["sensitive"]);
  if (!value.isKnown || value.type.kind === "set") return value;
  const data = value.data;
  if (data instanceof Map) {
    const name = step.kind === "attribute" ? step.name : step.key.asString;
    const entries = new Map(value.asEntries);
    const child = entries.get(name);
    if (child === undefined) return value;
    entries.set(name, hideAt(child, rest));
    return Value.knownUnchecked(value.type, entries, value.marks);
  }
  let index = -1;
  return withChildren(value, (child) => {
    index += 1;
    return isIndex(step, index) ? hideAt(child, rest) : child;
  });
}

function isIndex(step: PathStep, index: number): boolean {
  return step.kind === "index" && step.key.type.kind === "number" && step.key.asNumber === index;
}
