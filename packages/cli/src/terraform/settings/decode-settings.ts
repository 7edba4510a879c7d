import { type Item, type Node, type ObjectNode, parseHcl1, positionAt } from "@tutti/hcl1";
import { decodeInstallation } from "@tutti/plugin-install";
import { parseHostName } from "./host-name.ts";
import type { CredentialsHelper, Settings, SettingsProblem } from "./settings.ts";

/** One file of settings, and what is wrong with it. */
export interface DecodedSettings {
  readonly settings: Settings;
  readonly problems: readonly SettingsProblem[];
  /** Where fetched providers are kept for all directories. */
  readonly pluginCache: string | undefined;
}

const SWITCHES = [
  "disable_checkpoint",
  "disable_checkpoint_signature",
  "plugin_cache_may_break_dependency_lock_file",
];
/** Blocks of which there is one at most. */
const SINGLE = ["credentials_helper", "provider_installation"];

/** Reads the text of a settings file; keys that are not known are left alone, as Terraform leaves them. */
export function decodeSettings(path: string, text: string): DecodedSettings {
  const parsed = parseHcl1(text);
  if (!parsed.ok) return failed(`Error parsing ${path}: ${parsed.error}`);
  try {
    return decodeRoot(parsed.root, parsed.text);
  } catch (error) {
    if (!(error instanceof Misplaced)) throw error;
    const { line, column } = positionAt(parsed.text, error.at);
    return failed(`Error parsing ${path}: At ${line}:${column}: ${error.message}`);
  }
}

/** A value of a type that its key cannot have. */
class Misplaced extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

function problem(summary: string, detail = ""): SettingsProblem {
  return { severity: "error", summary, detail };
}

function failed(summary: string): DecodedSettings {
  const settings = { credentials: new Map(), helper: undefined, hosts: new Map() };
  return { settings, problems: [problem(summary)], pluginCache: undefined };
}

function decodeRoot(root: ObjectNode, text: string): DecodedSettings {
  const problems: SettingsProblem[] = [];
  const credentials = new Map<string, string>();
  const hosts = new Map<string, ReadonlyMap<string, string>>();
  for (const key of SWITCHES) for (const item of itemsOf(root, key)) checkSwitch(item);
  for (const { name, body } of labelled(root, "credentials")) {
    const host = hostOf("credentials", name, problems);
    const token = textOf(field(body, "token"));
    if (host !== undefined && token !== undefined) credentials.set(host, token);
  }
  for (const { name, body } of labelled(root, "host")) {
    const host = hostOf("host", name, problems);
    const services = field(body, "services");
    if (services !== undefined && services.kind === "literal")
      throw new Misplaced(
        `root.host.${name}.services: not an object type for map (*ast.LiteralType)`,
        services.start,
      );
    if (host !== undefined) hosts.set(host, servicesOf(services));
  }
  for (const kind of SINGLE)
    if (itemsOf(root, kind).length > 1)
      problems.push(problem(`No more than one ${kind} block may be specified`));
  problems.push(
    ...decodeInstallation(root, text).problems.map(({ summary, detail }) => problem(summary, detail)),
  );
  return {
    settings: { credentials, helper: helperOf(root), hosts },
    problems,
    pluginCache: textOf(itemsOf(root, "plugin_cache_dir").at(-1)?.value),
  };
}

function itemsOf({ items }: ObjectNode, name: string): readonly Item[] {
  return items.filter(({ keys }) => keys[0]?.name === name);
}

function field(body: ObjectNode, name: string): Node | undefined {
  return itemsOf(body, name).at(-1)?.value;
}

function textOf(node: Node | undefined): string | undefined {
  return node?.kind === "literal" && node.value !== null ? String(node.value) : undefined;
}

function checkSwitch({ keys, value }: Item): void {
  if (value.kind !== "literal" || typeof value.value !== "boolean")
    throw new Misplaced(`root.${keys[0]?.name ?? ""}: unknown type *ast.${TYPES[value.kind]}`, value.start);
}

const TYPES: Readonly<Record<Node["kind"], string>> = {
  literal: "LiteralType",
  list: "ListType",
  object: "ObjectType",
};

/** `kind "name" { … }`, and the same as an object of objects, which is how JSON says it. */
function labelled(
  root: ObjectNode,
  kind: string,
): readonly { readonly name: string; readonly body: ObjectNode }[] {
  return itemsOf(root, kind).flatMap(({ keys, value }) => {
    if (value.kind === "literal")
      throw new Misplaced(`root.${kind}: not an object type for map (*ast.LiteralType)`, value.start);
    return objectsOf(value).flatMap((object) => {
      const label = keys[1];
      if (label !== undefined) return [{ name: label.name, body: object }];
      return object.items.flatMap((inner) => {
        const name = inner.keys[0]?.name ?? "";
        const bodies = objectsOf(inner.value);
        if (bodies.length === 0)
          throw new Misplaced(
            `root.${kind}.${name}: not an object type for map (*ast.LiteralType)`,
            inner.value.start,
          );
        return bodies.map((body) => ({ name, body }));
      });
    });
  });
}

function objectsOf(node: Node): readonly ObjectNode[] {
  if (node.kind === "object") return [node];
  return node.kind === "literal" ? [] : node.items.flatMap(objectsOf);
}

function hostOf(kind: string, name: string, problems: SettingsProblem[]): string | undefined {
  const parsed = parseHostName(name);
  if (parsed.ok) return parsed.host;
  problems.push(problem(`The ${kind} "${name}" block has an invalid hostname: ${parsed.why}`));
  return undefined;
}

function servicesOf(node: Node | undefined): ReadonlyMap<string, string> {
  const services = new Map<string, string>();
  for (const object of node === undefined ? [] : objectsOf(node))
    for (const { keys, value } of object.items) {
      const url = textOf(value);
      if (url !== undefined) services.set(keys[0]?.name ?? "", url);
    }
  return services;
}

function helperOf(root: ObjectNode): CredentialsHelper | undefined {
  const [only] = labelled(root, "credentials_helper");
  if (only === undefined) return undefined;
  const args = field(only.body, "args");
  const items = args === undefined || args.kind !== "list" ? [] : args.items;
  return { name: only.name, args: items.flatMap((item) => textOf(item) ?? []) };
}
