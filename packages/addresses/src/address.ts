/**
 * Names of things in a configuration and its state. Addresses are plain
 * immutable data; their text (`module.a["x"].aws_vm.b[0]`) is the canonical
 * key in every map.
 */

/** Of `count` a number, of `for_each` a string, of neither undefined. */
export type InstanceKey = number | string | undefined;

/** One call on the way to a module instance. */
export interface ModuleStep {
  readonly name: string;
  readonly key: InstanceKey;
}

/** From the root: empty for the root module itself. */
export type ModuleInstance = readonly ModuleStep[];
/** The module in the configuration, whichever instances it has: names from the root. */
export type ModulePath = readonly string[];

/** What kind of block made it: `resource`, `data`, `ephemeral`, or `list` of a query file. */
export type ResourceMode = "managed" | "data" | "ephemeral" | "list";

/** A resource block, in one module of the configuration. */
export interface ResourceName {
  readonly mode: ResourceMode;
  readonly type: string;
  readonly name: string;
}

/** A resource block and the module whose configuration holds it. */
export interface ConfigResource extends ResourceName {
  readonly module: ModulePath;
}

/** A resource block in one instance of its module. */
export interface AbsoluteResource extends ResourceName {
  readonly module: ModuleInstance;
}

/** One instance of a resource, in one instance of its module. */
export interface ResourceInstance extends AbsoluteResource {
  readonly key: InstanceKey;
}

/**
 * The instance of a resource. Written out: of an object that is spread V8
 * makes a class of its own, five times as large as the address.
 */
export function instanceAt(
  { module, mode, type, name }: AbsoluteResource,
  key: InstanceKey,
): ResourceInstance {
  return { module, mode, type, name, key };
}

const MODE_PREFIX: Readonly<Record<ResourceMode, string>> = {
  managed: "",
  data: "data.",
  ephemeral: "ephemeral.",
  list: "list.",
};

/** `[0]`, `["a"]`, or nothing. */
export function formatKey(key: InstanceKey): string {
  if (key === undefined) return "";
  return typeof key === "number" ? `[${key}]` : `[${quote(key)}]`;
}

/** `module.a["x"].module.b`; empty for the root. */
export function formatModule(module: ModuleInstance): string {
  return module.map(({ name, key }) => `module.${name}${formatKey(key)}`).join(".");
}

/** `module.a.module.b`; empty for the root. */
export function formatModulePath(path: ModulePath): string {
  // Whoever goes through a module asks for each of its blocks and references.
  if (path !== lastPath) {
    lastPath = path;
    lastPathText = path.map((name) => `module.${name}`).join(".");
  }
  return lastPathText;
}

let lastPath: ModulePath = [];
let lastPathText = "";

/** `aws_vm.b`, `data.aws_ami.c`, without the module. */
export function formatResourceName({ mode, type, name }: ResourceName): string {
  return `${MODE_PREFIX[mode]}${type}.${name}`;
}

/** `module.a["x"].aws_vm.b`. */
export function formatResource(resource: AbsoluteResource): string {
  return namedOf(resource).text;
}

/** A resource with its text, and that of its block once somebody asked. */
type Named = AbsoluteResource & { readonly text: string; block: string | undefined };

let last: Named = { module: [], mode: "managed", type: "", name: "", text: ".", block: "." };
let beforeLast = last;

/**
 * Whoever goes through the instances of a resource, or of two that are made in
 * turn, asks for the same text again and again.
 */
function namedOf(resource: AbsoluteResource): Named {
  if (isNamed(last, resource)) return last;
  const other = beforeLast;
  beforeLast = last;
  last = isNamed(other, resource) ? other : nameResource(resource);
  return last;
}

function nameResource(resource: AbsoluteResource): Named {
  const { module, mode, type, name } = resource;
  return { module, mode, type, name, text: textOfResource(resource), block: undefined };
}

function isNamed(named: Named, { module, mode, type, name }: AbsoluteResource): boolean {
  return named.module === module && named.name === name && named.type === type && named.mode === mode;
}

function textOfResource(resource: AbsoluteResource): string {
  const own = formatResourceName(resource);
  return resource.module.length === 0 ? own : `${formatModule(resource.module)}.${own}`;
}

/** `module.a.aws_vm.b`: without any key. */
export function formatConfigResource(resource: ConfigResource): string {
  const module = formatModulePath(resource.module);
  return module === "" ? formatResourceName(resource) : `${module}.${formatResourceName(resource)}`;
}

/** The same of what a block makes, in whatever instance of its module. */
export function formatBlockOf(resource: AbsoluteResource): string {
  const named = namedOf(resource);
  named.block ??=
    named.module.length === 0
      ? named.text
      : formatConfigResource({ ...named, module: modulePathOf(named.module) });
  return named.block;
}

/** `module.a["x"].aws_vm.b[0]`: the canonical key in maps and files. */
export function formatInstance(instance: ResourceInstance): string {
  return formatResource(instance) + formatKey(instance.key);
}

/** The module in the configuration of which this is an instance. */
export function modulePathOf(module: ModuleInstance): ModulePath {
  return module.map((step) => step.name);
}

/** What does not stand for itself in a string. */
const QUOTED = /[\\"\n\r\t]|[$%]\{/;

/** A string as the language writes it: `"`, `\`, line breaks and `${`/`%{` escaped. */
function quote(text: string): string {
  if (!QUOTED.test(text)) return `"${text}"`;
  const escaped = text
    .replaceAll("\\", "\\\\")
    .replaceAll('"', '\\"')
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r")
    .replaceAll("\t", "\\t")
    .replaceAll("${", () => "$${")
    .replaceAll("%{", () => "%%{");
  return `"${escaped}"`;
}
