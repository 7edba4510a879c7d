/** Which instance of a provider keeps an object: of one that has `for_each`, a key says which. */

import { formatInstance, formatKey, type ResourceInstance } from "@tutti/addresses";
import { configError, providerKeyOf } from "@tutti/config";
import { CAUSED_BY_CONFIDENTIAL, type Diagnostic, type EvalContext, evaluate, hasErrors } from "@tutti/hcl";
import type { ResourceNode } from "../graph/config-node.ts";
import type { ModuleScope } from "./module-scope.ts";
import type { Repetition } from "./repetition.ts";
import type { Walk } from "./walk.ts";

/** An object of the configuration whose provider is asked for. */
export interface KeptObject {
  readonly node: Pick<ResourceNode, "provider">;
  readonly scope: ModuleScope;
  /** Of the object; of an action its text. */
  readonly address: ResourceInstance | string;
  readonly repetition: Repetition;
}

/** The address of the provider instance, as a state writes it; undefined where there is none: it was reported. */
export function providerInstance(walk: Walk, object: KeptObject): string | undefined {
  const found = findProviderInstance(walk, object);
  if (typeof found === "string") return found;
  walk.report(found);
  return undefined;
}

/** The same, with what is wrong instead of a report. */
export function findProviderInstance(walk: Walk, object: KeptObject): string | readonly Diagnostic[] {
  const { text, choice } = object.node.provider;
  if (choice === undefined) return text;
  const evalContext = contextOf(walk, object);
  const { value, diagnostics } = evaluate(choice.key, evalContext);
  if (hasErrors(diagnostics)) return diagnostics;
  const { address } = object;
  const key = providerKeyOf(value, typeof address === "string" ? address : formatInstance(address));
  if (key.ok) return text + formatKey(key.key);
  const confidential = value.hasMark("sensitive") || value.hasMark("ephemeral");
  return [
    {
      severity: "error",
      ...configError("invalid-provider-instance-key"),
      detail: key.detail,
      subject: choice.key.range,
      expression: choice.key,
      evalContext,
      ...(confidential ? { extra: { kind: "tagged", tags: new Set([CAUSED_BY_CONFIDENTIAL]) } } : {}),
    },
  ];
}

/** Where the key stands: in the resource's block, or in that of a module around it, each with its own `each`. */
function contextOf(walk: Walk, { node, scope, repetition }: KeptObject): EvalContext {
  const called = node.provider.choice?.module;
  if (called === undefined) return walk.context(scope, repetition);
  let inside: ModuleScope = scope;
  while (inside.node !== called && inside.parent !== undefined) inside = inside.parent;
  return walk.context(inside.parent ?? inside, inside.repetition);
}
