/** What `encryption` blocks declare, laid over each other; nothing is evaluated yet. */

import {
  type Attribute,
  type Block,
  type Body,
  type Diagnostic,
  errorDiagnostic,
  type SourceRange,
} from "@tutti/hcl";
import { operationError } from "../errors.ts";

/** A `key_provider` or `method` block. */
export interface NamedBlock {
  readonly type: string;
  readonly name: string;
  readonly attributes: ReadonlyMap<string, Attribute>;
  readonly range: SourceRange;
}

/** A `state` or `plan` block, a `default` of remote states, or a `fallback` in one of them. */
export interface TargetBlock {
  readonly method: Attribute | undefined;
  readonly enforced: Attribute | undefined;
  readonly fallback: TargetBlock | undefined;
  readonly range: SourceRange;
}

/** All of it, by `type.name` where there may be several. */
export interface EncryptionBlocks {
  readonly keyProviders: ReadonlyMap<string, NamedBlock>;
  readonly methods: ReadonlyMap<string, NamedBlock>;
  readonly state: TargetBlock | undefined;
  readonly plan: TargetBlock | undefined;
  /** `default` of `remote_state_data_sources`. */
  readonly remote: TargetBlock | undefined;
}

const SCHEMA = {
  blocks: [
    { type: "key_provider", labelNames: ["type", "name"] },
    { type: "method", labelNames: ["type", "name"] },
    { type: "state" },
    { type: "plan" },
    { type: "remote_state_data_sources" },
  ],
};
const TARGET = { attributes: [{ name: "method" }], blocks: [{ type: "fallback" }] };
const ENFORCEABLE = { ...TARGET, attributes: [{ name: "method" }, { name: "enforced" }] };
const REMOTE = { blocks: [{ type: "default" }, { type: "remote_state_data_source", labelNames: ["name"] }] };

/** Reads the bodies in their order; what a later one says counts. */
export function decodeEncryptionBlocks(bodies: readonly Body[]): {
  readonly blocks: EncryptionBlocks;
  readonly diagnostics: readonly Diagnostic[];
} {
  const decoder = new Decoder();
  for (const body of bodies) decoder.body(body);
  return { blocks: decoder, diagnostics: decoder.diagnostics };
}

class Decoder implements EncryptionBlocks {
  readonly diagnostics: Diagnostic[] = [];
  readonly keyProviders = new Map<string, NamedBlock>();
  readonly methods = new Map<string, NamedBlock>();
  state: TargetBlock | undefined;
  plan: TargetBlock | undefined;
  remote: TargetBlock | undefined;

  body(body: Body): void {
    const { content, diagnostics } = body.content(SCHEMA);
    this.diagnostics.push(...diagnostics);
    const seen = new Set<string>();
    for (const block of content.blocks) {
      const address = [block.type, ...block.labels].join(".");
      if (seen.has(address)) this.#duplicate(address, block);
      else this.#block(block);
      seen.add(address);
    }
  }

  #block(block: Block): void {
    switch (block.type) {
      case "key_provider":
        this.#named(this.keyProviders, block);
        return;
      case "method":
        this.#named(this.methods, block);
        return;
      case "state":
        this.state = overlay(this.state, this.#target(block, ENFORCEABLE));
        return;
      case "plan":
        this.plan = overlay(this.plan, this.#target(block, ENFORCEABLE));
        return;
      default:
        this.#remote(block);
    }
  }

  #named(into: Map<string, NamedBlock>, { labels, body, defRange }: Block): void {
    const [type = "", name = ""] = labels;
    const { attributes, diagnostics } = body.justAttributes();
    this.diagnostics.push(...diagnostics);
    const before = into.get(`${type}.${name}`);
    const all = new Map([...(before?.attributes ?? []), ...attributes]);
    into.set(`${type}.${name}`, { type, name, attributes: all, range: before?.range ?? defRange });
  }

  #target({ body, defRange }: Block, schema: typeof ENFORCEABLE | typeof TARGET): TargetBlock {
    const { content, diagnostics } = body.content(schema);
    this.diagnostics.push(...diagnostics);
    const [fallback, second] = content.blocks;
    if (second !== undefined) this.#duplicate("fallback", second);
    return {
      method: content.attributes.get("method"),
      enforced: content.attributes.get("enforced"),
      fallback: fallback === undefined ? undefined : this.#target(fallback, TARGET),
      range: defRange,
    };
  }

  #remote({ body }: Block): void {
    const { content, diagnostics } = body.content(REMOTE);
    this.diagnostics.push(...diagnostics);
    for (const block of content.blocks) {
      if (block.type === "default") this.remote = overlay(this.remote, this.#target(block, TARGET));
      else
        this.diagnostics.push(
          errorDiagnostic(
            operationError("unsupported-encryption-setting"),
            `<Tutti> reads all remote states by the "default" block; it does not tell one data source from another here. Move what this block says there.`,
            block.defRange,
          ),
        );
    }
  }

  #duplicate(address: string, { defRange }: Block): void {
    this.diagnostics.push(
      errorDiagnostic(
        operationError("duplicate-encryption-block"),
        `There is more than one ${address} in one encryption configuration. Take one of them away.`,
        defRange,
      ),
    );
  }
}

/** As OpenTofu lays TF_ENCRYPTION over the configuration: what the later one leaves out stays. */
function overlay(base: TargetBlock | undefined, over: TargetBlock): TargetBlock {
  return {
    method: over.method ?? base?.method,
    // Once enforced it stays so: see `read-encryption`.
    enforced: over.enforced ?? base?.enforced,
    fallback: over.fallback ?? base?.fallback,
    range: base?.range ?? over.range,
  };
}
