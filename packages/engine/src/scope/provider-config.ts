import { formatKey } from "@tutti/addresses";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import { emptyBlock } from "@tutti/plugin";
import type { Value } from "@tutti/values";
import type { ProviderNode } from "../graph/config-node.ts";
import { evaluateBody } from "./evaluate-body.ts";
import { evaluateExpansion } from "./expansion.ts";
import { instancesOf, NO_REPETITION, type Repetition } from "./repetition.ts";
import type { Walk } from "./walk.ts";

/** One of the instances of a provider; of a block without `for_each` there is one, by the block's own address. */
export interface ProviderInstance {
  /** `provider["…"].by_region["eu"]` */
  readonly text: string;
  readonly repetition: Repetition;
}

/** All of them; undefined where that cannot be told: it was reported. */
export function providerInstances(walk: Walk, node: ProviderNode): readonly ProviderInstance[] | undefined {
  const forEach = node.config?.forEach;
  if (forEach === undefined) return [{ text: node.id, repetition: NO_REPETITION }];
  const [scope] = walk.scopesOf(node.module.path);
  if (scope === undefined) return [];
  const { expansion, diagnostics } = evaluateExpansion({ count: undefined, forEach }, walk.context(scope));
  walk.report(diagnostics);
  if (expansion.kind === "unknown") return undefined;
  return [...instancesOf(expansion)].map(([key, repetition]) => ({
    text: node.id + formatKey(key),
    repetition,
  }));
}

/** The configuration of a provider, evaluated in the module that it stands in. */
export function providerConfig(
  walk: Walk,
  node: ProviderNode,
  repetition: Repetition = NO_REPETITION,
): Value | undefined {
  const [scope] = walk.scopesOf(node.module.path);
  if (node.body === undefined || scope === undefined) return emptyBlock(node.schema.provider.block);
  const diagnostics: Diagnostic[] = [];
  const { body } = node;
  const evaluate = (): Value => evaluateBody(body, walk.context(scope, repetition), diagnostics);
  // What a provider is told may be secret: no plan holds the files that it was read from.
  const { dataFiles } = walk.surroundings;
  const value = dataFiles === undefined ? evaluate() : dataFiles.during("nothing", evaluate);
  walk.report(diagnostics);
  return hasErrors(diagnostics) ? undefined : value;
}
