/** `provider_installation` of the CLI configuration: where providers come from. */

import { normalize } from "node:path";
import { formatProviderSource, parseProviderSource } from "@tutti/config";
import { type Item, type Node, type ObjectNode, positionsIn } from "@tutti/hcl1";
import type { Installation, InstallationMethod } from "./installation.ts";
import { parsePattern, type SourcePattern } from "./source-pattern.ts";

/** A mistake in the words of Terraform. */
interface InstallationProblem {
  readonly summary: string;
  readonly detail: string;
}

interface Decoded {
  readonly installation: Installation;
  readonly problems: readonly InstallationProblem[];
}

/** Reads the blocks of one file; `text` is that file. */
export function decodeInstallation(root: ObjectNode, text: string): Decoded {
  const blocks = new InstallationBlocks(text);
  for (const item of root.items) if (nameOf(item) === "provider_installation") blocks.read(item);
  const installation = {
    methods: blocks.said ? blocks.methods : undefined,
    overrides: blocks.overrides,
    cache: literalText(fieldOf(root, "plugin_cache_dir")),
    cacheMayBreakLock: literalText(fieldOf(root, "plugin_cache_may_break_dependency_lock_file")) === "true",
  };
  return { installation, problems: blocks.problems };
}

/** A mistake for which a method does not count; its text stands behind the name of the method. */
class Malformed extends Error {
  readonly summary: string | undefined;
  constructor(message: string, summary?: string) {
    super(message);
    this.summary = summary;
  }
}

const METHOD = "Invalid provider_installation method block";

/** Takes the blocks in their order, and keeps what they say and what is wrong with them. */
class InstallationBlocks {
  readonly methods: InstallationMethod[] = [];
  readonly overrides = new Map<string, string>();
  readonly problems: InstallationProblem[] = [];
  said = false;
  readonly #text: string;
  readonly #position: ReturnType<typeof positionsIn>;

  constructor(text: string) {
    this.#text = text;
    this.#position = positionsIn(text);
  }

  read(block: Item): void {
    const at = this.#place(block);
    if (block.value.kind === "literal" || this.#isAssigned(block)) {
      this.#refuse(
        `The provider_installation block at ${at} must not be introduced with an equals sign.`,
        "Invalid provider_installation block",
      );
      return;
    }
    if (block.keys.length > 1)
      this.#refuse(
        `The provider_installation block at ${at} must not have any labels.`,
        "Invalid provider_installation block",
      );
    this.said = true;
    for (const { items } of objectsOf(block.value)) for (const method of items) this.#method(method, at);
  }

  #method(method: Item, block: string): void {
    const bodies = this.#isAssigned(method) ? [] : objectsOf(method.value);
    if (bodies.length === 0) {
      this.#refuse(`The items inside the provider_installation block at ${block} must all be blocks.`);
      return;
    }
    if (method.keys.length > 1) {
      this.#refuse(`The blocks inside the provider_installation block at ${block} may not have any labels.`);
      return;
    }
    for (const body of bodies)
      try {
        if (nameOf(method) === "dev_overrides") this.#overrides(method, body, block);
        else this.methods.push(this.#decoded(method, body));
      } catch (error) {
        if (!(error instanceof Malformed)) throw error;
        if (error.summary === undefined)
          this.#refuse(`Invalid ${nameOf(method)} block at ${block}: ${error.message}`);
        else this.#refuse(error.message, error.summary);
      }
  }

  #decoded(method: Item, body: ObjectNode): InstallationMethod {
    const place = this.#placeOf(method, body);
    const include = this.#patterns(body, "include", "inclusion");
    const exclude = this.#patterns(body, "exclude", "exclusion");
    return { place, include: include.length === 0 ? undefined : include, exclude };
  }

  #placeOf(method: Item, body: ObjectNode): InstallationMethod["place"] {
    switch (nameOf(method)) {
      case "direct":
        return { kind: "direct" };
      case "filesystem_mirror":
        return { kind: "filesystem", path: this.#required(body, "path") };
      case "network_mirror": {
        const url = this.#required(body, "url");
        const wrong = urlProblem(url);
        if (wrong === undefined) return { kind: "network", url };
        throw new Malformed(wrong, "Invalid URL for provider installation source");
      }
      default:
        throw new Malformed(
          `Unknown provider installation method "${nameOf(method)}" at ${this.#place(method)}.`,
          METHOD,
        );
    }
  }

  #required(body: ObjectNode, name: string): string {
    const node = fieldOf(body, name);
    const text = node === undefined ? "" : this.#textAt(node, name);
    if (text === "") throw new Malformed(`"${name}" argument is required.`);
    return text;
  }

  /** Only the first that is wrong is told. */
  #patterns(body: ObjectNode, name: string, word: string): readonly SourcePattern[] {
    const list = fieldOf(body, name);
    if (list?.kind === "literal")
      throw new Malformed(`At ${this.#place(list)}: unknown slice type: *ast.LiteralType.`);
    const items = list?.kind === "list" ? list.items : [];
    const texts = items.map((item, index) => this.#textAt(item, `${name}[${index}]`));
    return texts.map((text) => {
      const parsed = parsePattern(text);
      if (parsed.ok) return parsed.pattern;
      throw new Malformed(
        `CLI config specifies invalid provider ${word} patterns: ${parsed.why}.`,
        `Invalid provider source ${word} patterns`,
      );
    });
  }

  #overrides(method: Item, body: ObjectNode, block: string): void {
    if (this.methods.length > 0)
      throw new Malformed(
        `The dev_overrides block at ${this.#place(method)} must appear before all other installation methods, because development overrides always have the highest priority.`,
        METHOD,
      );
    const paths = body.items.map((item) => [nameOf(item), this.#textAt(item.value, nameOf(item))] as const);
    for (const [name, path] of paths) {
      const parsed = parseProviderSource(name);
      if (parsed.ok) this.overrides.set(formatProviderSource(parsed.source), normalize(path));
      else
        this.#refuse(
          `The entry "${name}" in ${block} is not a valid provider source string.\n\n${parsed.kind.summary}: ${parsed.detail}`,
          "Invalid provider installation dev overrides",
        );
    }
  }

  /** A text, or a number as one; in the words of Terraform's reader where it is something else. */
  #textAt(node: Node, name: string): string {
    if (node.kind === "literal" && typeof node.value !== "boolean" && node.value !== null)
      return String(node.value);
    throw new Malformed(
      `At ${this.#place(node)}: root.${name}: unknown type for string *ast.${TYPES[node.kind]}.`,
    );
  }

  #refuse(detail: string, summary = METHOD): void {
    this.problems.push({ summary, detail });
  }

  #place({ start }: { readonly start: number }): string {
    const { line, column } = this.#position(start);
    return `${line}:${column}`;
  }

  /** `key = { … }`, which is no block; in JSON there is no other way to write one. */
  #isAssigned({ keys, value }: Item): boolean {
    return this.#text.slice(keys.at(-1)?.end, value.start).trimStart().startsWith("=");
  }
}

const TYPES: Readonly<Record<Node["kind"], string>> = {
  literal: "LiteralType",
  list: "ListType",
  object: "ObjectType",
};

function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" && url.host !== "") return undefined;
  return `Cannot use "${text}" as a URL for a network provider mirror: the mirror must be at an https: URL.`;
}

function nameOf({ keys }: Item): string {
  return keys[0]?.name ?? "";
}

function fieldOf({ items }: ObjectNode, name: string): Node | undefined {
  return items.findLast((item) => nameOf(item) === name)?.value;
}

function literalText(node: Node | undefined): string | undefined {
  return node?.kind === "literal" && node.value !== null ? String(node.value) : undefined;
}

function objectsOf(node: Node): readonly ObjectNode[] {
  if (node.kind === "object") return [node];
  return node.kind === "literal" ? [] : node.items.flatMap(objectsOf);
}
