/**
 * Knows of each block what decides whether its instances stay as they are, so
 * that what a plan before this one found to stay, of the very same, need not be
 * found again. Whatever is not sure to be the same is planned.
 */

import { type AbsoluteResource, formatResource } from "@tutti/addresses";
import { type Diagnostic, type Traversal, traversalsOf, traversalText } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import { bodyExpressions, iteratorsOf } from "../graph/compile-body.ts";
import type { ResourceNode } from "../graph/config-node.ts";
import { type Name, nameOf } from "../graph/name.ts";
import type { ModuleScope } from "../scope/module-scope.ts";
import { moduleCallValue, moduleOutputValue } from "../scope/module-value.ts";
import type { ProviderPool } from "../scope/provider-pool.ts";
import type { Expansion } from "../scope/repetition.ts";
import type { Walk } from "../scope/walk.ts";
import { type BlockText, blockText } from "./block-text.ts";
import { digestOf, type Remembered, type RememberedUnit } from "./remembered.ts";
import { Unit } from "./unit.ts";
import { valueDigest } from "./value-digest.ts";

export interface IncrementalFacts {
  readonly walk: Walk;
  readonly providers: ProviderPool;
  /** Configurations of providers that are known and hold nothing secret. */
  readonly providerConfigs: ReadonlyMap<string, Value>;
  /** What the plan before this one left. */
  readonly before: Remembered;
}

export class Incremental {
  readonly #facts: IncrementalFacts;
  readonly #units = new Map<ModuleScope, Map<string, Unit>>();
  readonly #byAddress = new Map<string, Unit>();

  constructor(facts: IncrementalFacts) {
    this.#facts = facts;
  }

  /** For the plan after this one; undefined where something was told, which it would have to tell again. */
  remembered(diagnostics: readonly Diagnostic[]): Remembered | undefined {
    if (diagnostics.length > 0) return undefined;
    const all = new Map<string, RememberedUnit>();
    for (const [address, unit] of this.#byAddress) all.set(address, unit.remembered);
    return all;
  }

  /** The block as it is now, all that it refers to being there; undefined where it is to be planned each time. */
  open(
    node: ResourceNode,
    scope: ModuleScope,
    address: AbsoluteResource,
    expansion: Expansion,
    count: number,
  ): Unit | undefined {
    const own = this.#own(node);
    if (own === undefined) return undefined;
    const seen = [own.around, own.body];
    const keyed = new Set<Unit>();
    const iterators = new Set(iteratorsOf(node.body));
    for (const expression of bodyExpressions(node.body)) {
      for (const traversal of traversalsOf(expression)) {
        const isItem = iterators.has(traversal.rootName);
        const digest = isItem ? itemDigest(scope, traversal) : this.#reference(scope, traversal, keyed);
        if (digest === undefined) return undefined;
        seen.push(traversalText(traversal), digest);
      }
    }
    const text = formatResource(address);
    const unit = new Unit({ digest: digestOf(seen), around: own.around }, this.#facts.before.get(text), {
      keyed: [...keyed],
      kind: expansion.kind,
      count,
    });
    let units = this.#units.get(scope);
    if (units === undefined) {
      units = new Map();
      this.#units.set(scope, units);
    }
    units.set(node.resource.key, unit);
    this.#byAddress.set(text, unit);
    return unit;
  }

  /** What is written, and around the body who is asked. */
  #own(node: ResourceNode): BlockText | undefined {
    const { text, choice } = node.provider;
    const provider = this.#facts.providers.get(text);
    if (choice !== undefined || provider?.plansAlone?.(node.resource.type) !== true) return undefined;
    const config = this.#facts.providerConfigs.get(text);
    const configured = config && valueDigest(config);
    const written = blockText(node);
    if (configured === undefined || written === undefined) return undefined;
    return { around: digestOf([text, configured, written.around]), body: written.body };
  }

  /** What a reference comes to; empty where that is each instance's own. */
  #reference(scope: ModuleScope, traversal: Traversal, keyed: Set<Unit>): string | undefined {
    const name = nameOf(traversal);
    if (name === undefined) return undefined;
    switch (name.kind) {
      case "var":
        return digestIfThere(scope.variables.get(name.name));
      case "local":
        return digestIfThere(scope.locals.get(name.name));
      case "count":
      case "each":
        return "";
      case "path":
        return digestOf([scope.node.module.directory, this.#facts.walk.facts.directory]);
      case "terraform":
        return digestOf([this.#facts.walk.facts.workspace]);
      case "module":
        return moduleDigest(scope, name);
      case "resource":
        return this.#resource(scope, traversal, name, keyed);
      case "output":
      case "run":
      case "self":
        return undefined;
    }
  }

  #resource(
    scope: ModuleScope,
    traversal: Traversal,
    name: Name & { kind: "resource" },
    keyed: Set<Unit>,
  ): string | undefined {
    if (name.mode === "data") return digestIfThere(scope.resources.get(name.key)?.whole());
    const unit = this.#units.get(scope)?.get(name.key);
    if (unit === undefined) return undefined;
    if (!this.#facts.walk.facts.keyed.has(traversal)) return unit.whole;
    keyed.add(unit);
    return "";
  }
}

/** An item of a dynamic block comes from what is seen already; one that is called as something else is left alone. */
function itemDigest(scope: ModuleScope, traversal: Traversal): string | undefined {
  const name = nameOf(traversal);
  if (name === undefined) return "";
  return name.kind === "resource" && !scope.node.module.resources.has(name.key) ? "" : undefined;
}

function digestIfThere(value: Value | undefined): string | undefined {
  return value === undefined ? undefined : valueDigest(value);
}

function moduleDigest(scope: ModuleScope, name: Name & { kind: "module" }): string | undefined {
  const call = scope.calls.get(name.name);
  if (call === undefined) return undefined;
  const output =
    name.output === undefined ? undefined : moduleOutputValue(call, name.instanceKey, name.output);
  return valueDigest(output ?? moduleCallValue(call));
}
