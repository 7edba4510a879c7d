import { type Diagnostic, hasErrors } from "@tutti/hcl";
import type { Value } from "@tutti/values";
import type { ProviderNode } from "../graph/config-node.ts";
import { emptyBlock } from "./empty-block.ts";
import { evaluateBody } from "./evaluate-body.ts";
import type { Walk } from "./walk.ts";

/** The configuration of a provider, evaluated in the module that it stands in. */
export function providerConfig(walk: Walk, node: ProviderNode): Value | undefined {
  const [scope] = walk.scopesOf(node.module.path);
  if (node.body === undefined || scope === undefined) return emptyBlock(node.schema.provider.block);
  const diagnostics: Diagnostic[] = [];
  const { body } = node;
  const evaluate = (): Value => evaluateBody(body, walk.context(scope), diagnostics);
  // What a provider is told may be secret: no plan holds the files that it was read from.
  const { dataFiles } = walk.surroundings;
  const value = dataFiles === undefined ? evaluate() : dataFiles.during("nothing", evaluate);
  walk.report(diagnostics);
  return hasErrors(diagnostics) ? undefined : value;
}
