/** `provider_installation` of the CLI configuration: where providers come from. */

import { normalize } from "node:path";
import { formatProviderSource, parseProviderSource } from "@tutti/config";
import { type Item, type Node, type ObjectNode, positionsIn } from "@tutti/hcl1";
import { parsePattern, type SourcePattern } from "./source-pattern.ts";

/** What the user says of how providers are installed. */
export interface Installation {
  /** In the order in which they are asked; undefined where the user said nothing. */
  readonly methods: readonly InstallationMethod[] | undefined;
  /** Folders with a program, by the source that each stands for, whatever its version. */
  readonly overrides: ReadonlyMap<string, string>;
  /** Where packages are kept for all directories; undefined: nowhere. */
  readonly cache: string | undefined;
  /** A package of the cache is taken though the lock file does not know it yet. */
  readonly cacheMayBreakLock: boolean;
}

/** One way to get providers, and for which of them it is. */
export interface InstallationMethod {
  readonly place:
    | { readonly kind: "direct" }
    | { readonly kind: "filesystem"; readonly path: string }
    | { readonly kind: "network"; readonly url: string };
  /** Undefined: all. */
  readonly include: readonly SourcePattern[] | undefined;
  readonly exclude: readonly SourcePattern[];
}

/** A mistake in the words of Terraform. */
interface InstallationProblem {
  readonly summary: string;
  readonly detail: string;
}

interface Decoded {
  readonly installation: Installation;
  readonly problems: readonly InstallationProblem[];
}

export const NO_INSTALLATION: Installation = {
  methods: undefined,
  overrides: new Map(),
  cache: undefined,
  cacheMayBreakLock: false,
};

/** Reads the blocks of one file; `text` is that file. */
export function decodeInstallation(root: ObjectNode, text: string): Decoded {
  const place = positionsIn(text);
  const at = ({ start }: Item): string => {
    const { line, column } = place(start);
    return `${line}:${column}`;
  };
  const problems: InstallationProblem[] = [];
  const methods: InstallationMethod[] = [];
  const overrides = new Map<string, string>();
  let said = false;
  for (const block of root.items.filter(({ keys }) => keys[0]?.name === "provider_installation"))
    for (const body of objectsOf(block.value)) {
      said = true;
      for (const method of body.items)
        for (const inner of methodBodies(method, at(block), problems)) {
          const name = method.keys[0]?.name ?? "";
          if (name !== "dev_overrides") {
            const decoded = decodeMethod(name, inner, { block: at(block), method: at(method) }, problems);
            if (decoded !== undefined) methods.push(decoded);
          } else if (methods.length > 0) {
            problems.push(
              invalid(
                `The dev_overrides block at at ${at(method)} must appear before all other installation methods, because development overrides always have the highest priority.`,
              ),
            );
          } else decodeOverrides(inner, at(block), overrides, problems);
        }
    }
  const installation = {
    methods: said ? methods : undefined,
    overrides,
    cache: textOf(fieldOf(root, "plugin_cache_dir")),
    cacheMayBreakLock: textOf(fieldOf(root, "plugin_cache_may_break_dependency_lock_file")) === "true",
  };
  return { installation, problems };
}

function invalid(
  detail: string,
  summary = "Invalid provider_installation method block",
): InstallationProblem {
  return { summary, detail };
}

function methodBodies({ value }: Item, at: string, problems: InstallationProblem[]): readonly ObjectNode[] {
  const bodies = objectsOf(value);
  if (bodies.length === 0)
    problems.push(invalid(`The items inside the provider_installation block at ${at} must all be blocks.`));
  return bodies;
}

function decodeMethod(
  name: string,
  body: ObjectNode,
  at: { readonly block: string; readonly method: string },
  problems: InstallationProblem[],
): InstallationMethod | undefined {
  const place = placeOf(name, body, at, problems);
  if (place === undefined) return undefined;
  const include = patterns(body, "include", "inclusion", problems);
  const exclude = patterns(body, "exclude", "exclusion", problems);
  return { place, include: include.length === 0 ? undefined : include, exclude };
}

function placeOf(
  name: string,
  body: ObjectNode,
  at: { readonly block: string; readonly method: string },
  problems: InstallationProblem[],
): InstallationMethod["place"] | undefined {
  if (name === "direct") return { kind: "direct" };
  const argument = name === "filesystem_mirror" ? "path" : name === "network_mirror" ? "url" : undefined;
  if (argument === undefined) {
    problems.push(invalid(`Unknown provider installation method "${name}" at ${at.method}.`));
    return undefined;
  }
  const value = textOf(fieldOf(body, argument)) ?? "";
  if (value === "") {
    problems.push(invalid(`Invalid ${name} block at ${at.block}: "${argument}" argument is required.`));
    return undefined;
  }
  if (argument === "path") return { kind: "filesystem", path: value };
  const wrong = urlProblem(value);
  if (wrong === undefined) return { kind: "network", url: value };
  problems.push(invalid(wrong, "Invalid URL for provider installation source"));
  return undefined;
}

function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" && url.host !== "") return undefined;
  return `Cannot use "${text}" as a URL for a network provider mirror: the mirror must be at an https: URL.`;
}

function patterns(
  body: ObjectNode,
  name: string,
  word: string,
  problems: InstallationProblem[],
): readonly SourcePattern[] {
  const list = fieldOf(body, name);
  const texts = list?.kind === "list" ? list.items.flatMap((item) => textOf(item) ?? []) : [];
  return texts.flatMap((text) => {
    const pattern = parsePattern(text);
    if (pattern !== undefined) return [pattern];
    problems.push(
      invalid(
        `CLI config specifies invalid provider ${word} patterns: invalid provider matching pattern "${text}".`,
        `Invalid provider source ${word} patterns`,
      ),
    );
    return [];
  });
}

function decodeOverrides(
  body: ObjectNode,
  at: string,
  overrides: Map<string, string>,
  problems: InstallationProblem[],
): void {
  for (const { keys, value } of body.items) {
    const name = keys[0]?.name ?? "";
    const path = textOf(value);
    const parsed = parseProviderSource(name);
    if (parsed.ok && path !== undefined) overrides.set(formatProviderSource(parsed.source), normalize(path));
    else
      problems.push(
        invalid(
          `The entry "${name}" in ${at} is not a valid provider source string.`,
          "Invalid provider installation dev overrides",
        ),
      );
  }
}

function fieldOf({ items }: ObjectNode, name: string): Node | undefined {
  return items.findLast(({ keys }) => keys[0]?.name === name)?.value;
}

function textOf(node: Node | undefined): string | undefined {
  return node?.kind === "literal" && node.value !== null ? String(node.value) : undefined;
}

function objectsOf(node: Node): readonly ObjectNode[] {
  if (node.kind === "object") return [node];
  return node.kind === "literal" ? [] : node.items.flatMap(objectsOf);
}
