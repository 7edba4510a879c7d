import type { ResourceMode } from "@tutti/addresses";
import {
  type Attribute,
  type Block,
  type Expression,
  evaluate,
  keywordOf,
  nativeExpression,
  type Traversal,
  traversalsOf,
} from "@tutti/hcl";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { LanguageFeatures } from "../features.ts";
import type { ActionTrigger } from "../module/action.ts";
import type { CheckRule } from "../module/check.ts";
import type { Lifecycle } from "../module/resource.ts";
import type { Rollout } from "../module/rollout.ts";
import { decodeActionTrigger } from "./action-trigger.ts";
import { decodeCheckRule, refuseOwnName } from "./check-rule.ts";
import { unquoteReference } from "./quoted-reference.ts";
import { checkTriggers } from "./replace-triggered-by.ts";
import { decodeRollout } from "./rollout.ts";
import { decodeBool } from "./static-value.ts";
import { listItems, referenceIn } from "./static-view.ts";

const SCHEMA = {
  attributes: [
    { name: "create_before_destroy" },
    { name: "prevent_destroy" },
    { name: "ignore_changes" },
    { name: "replace_triggered_by" },
  ],
  blocks: [{ type: "precondition" }, { type: "postcondition" }],
};

/** As written; what is absent may come from the block that an override file overrides. */
export interface LifecycleDecl {
  readonly enabled: Expression | undefined;
  readonly createBeforeDestroy: boolean | undefined;
  readonly preventDestroy: boolean | undefined;
  readonly ignoreChanges: readonly Traversal[] | undefined;
  readonly ignoreAllChanges: boolean;
  readonly replaceTriggeredBy: readonly Expression[];
  readonly actionTriggers: readonly ActionTrigger[];
  readonly rollout: Rollout | undefined;
  readonly preconditions: readonly CheckRule[];
  readonly postconditions: readonly CheckRule[];
}

/** The block around it. */
interface LifecycleOwner {
  readonly mode: ResourceMode;
  readonly key: string;
  readonly language: LanguageFeatures;
}

const MODE_NAMES: Readonly<Record<ResourceMode, string>> = {
  managed: "managed resource",
  data: "data resource",
  ephemeral: "ephemeral resource",
  list: "list",
};

export function decodeLifecycle(
  block: Block,
  { mode, key: resourceName, language }: LifecycleOwner,
  diagnostics: DiagnosticList,
): LifecycleDecl {
  const hasTriggers = language.actions && mode === "managed";
  const { content, diagnostics: found } = block.body.content({
    attributes: [...SCHEMA.attributes, ...(language.enabled ? [{ name: "enabled" }] : [])],
    blocks: [
      ...SCHEMA.blocks,
      ...(hasTriggers ? [{ type: "action_trigger" }] : []),
      ...(language.rollouts && mode === "managed" ? [{ type: "rollout" }] : []),
    ],
  });
  diagnostics.addAll(found);
  const { attributes } = content;
  const others = [...attributes.values()].filter(({ name }) => name !== "enabled");
  if (mode !== "managed") refuseManagedArguments(others, mode, diagnostics);
  const managed = (name: string): Attribute | undefined =>
    mode === "managed" ? attributes.get(name) : undefined;
  const ignored = managed("ignore_changes");
  const rules = (type: string): CheckRule[] => {
    const out: CheckRule[] = [];
    for (const inner of content.blocks) {
      if (inner.type !== type) continue;
      const rule = decodeCheckRule(inner, diagnostics);
      refuseOwnName(rule, type, resourceName, diagnostics);
      out.push(rule);
    }
    return out;
  };
  return {
    enabled: attributes.get("enabled")?.expression,
    createBeforeDestroy: decodeBool(managed("create_before_destroy"), diagnostics),
    preventDestroy: decodeBool(managed("prevent_destroy"), diagnostics),
    ...(ignored === undefined
      ? { ignoreChanges: undefined, ignoreAllChanges: false }
      : decodeIgnoreChanges(ignored, diagnostics)),
    replaceTriggeredBy: decodeTriggers(managed("replace_triggered_by"), diagnostics),
    actionTriggers: content.blocks
      .filter(({ type }) => type === "action_trigger")
      .map((inner) => decodeActionTrigger(inner, diagnostics)),
    rollout: rolloutIn(content.blocks, attributes.get("create_before_destroy"), diagnostics),
    preconditions: rules("precondition"),
    postconditions: rules("postcondition"),
  };
}

/** The block of a module, which holds `enabled` alone. */
export function decodeModuleLifecycle(block: Block, diagnostics: DiagnosticList): Expression | undefined {
  const { content, diagnostics: found } = block.body.content({ attributes: [{ name: "enabled" }] });
  diagnostics.addAll(found);
  return content.attributes.get("enabled")?.expression;
}

/** A block with one object or none has no others. */
export function refuseEnabled(
  attributes: ReadonlyMap<string, Attribute>,
  enabled: Expression | undefined,
  diagnostics: DiagnosticList,
): void {
  const repeated = attributes.get("count") ?? attributes.get("for_each");
  if (enabled === undefined || repeated === undefined) return;
  diagnostics.error(
    configError("invalid-combination-with-enabled", repeated.name),
    `The "enabled" of a lifecycle block says whether there is one object; with "${repeated.name}" there are as many as that says. Use only one of them.`,
    enabled.range,
  );
}

export function finishLifecycle(decl: LifecycleDecl): Lifecycle {
  const { rollout } = decl;
  return {
    enabled: decl.enabled,
    // What may stand beside what it replaces is made first.
    createBeforeDestroy: decl.createBeforeDestroy ?? (rollout !== undefined && rollout.maxSurge.amount > 0),
    createBeforeDestroySet: decl.createBeforeDestroy !== undefined,
    preventDestroy: decl.preventDestroy ?? false,
    preventDestroySet: decl.preventDestroy !== undefined,
    ignoreChanges: decl.ignoreChanges ?? [],
    ignoreAllChanges: decl.ignoreAllChanges,
    replaceTriggeredBy: decl.replaceTriggeredBy,
    actionTriggers: decl.actionTriggers,
    rollout,
  };
}

function rolloutIn(
  blocks: readonly Block[],
  order: Attribute | undefined,
  diagnostics: DiagnosticList,
): Rollout | undefined {
  const [block, another] = blocks.filter(({ type }) => type === "rollout");
  if (another !== undefined)
    diagnostics.error(
      configError("invalid-rollout"),
      "A lifecycle block has one rollout block at most.",
      another.defRange,
    );
  if (block === undefined) return undefined;
  if (order !== undefined)
    diagnostics.error(
      configError("invalid-rollout"),
      "The rollout says by max_surge whether a new object is made beside the old one: leave create_before_destroy out.",
      order.range,
    );
  return decodeRollout(block, diagnostics);
}

function refuseManagedArguments(
  attributes: readonly Attribute[],
  mode: ResourceMode,
  diagnostics: DiagnosticList,
): void {
  for (const attribute of attributes) {
    diagnostics.error(
      configError("invalid-lifecycle-argument", MODE_NAMES[mode]),
      `The lifecycle argument "${attribute.name}" is defined only for managed resources ("resource" blocks), and is not valid for ${MODE_NAMES[mode]}s.`,
      attribute.nameRange,
    );
  }
}

function decodeIgnoreChanges(
  attribute: Attribute,
  diagnostics: DiagnosticList,
): { readonly ignoreChanges: readonly Traversal[]; readonly ignoreAllChanges: boolean } {
  if (keywordOf(attribute.expression) === "all") return { ignoreChanges: [], ignoreAllChanges: true };
  const ignoreChanges: Traversal[] = [];
  let wildcard: Expression | undefined;
  for (const item of listItems(attribute.expression, diagnostics)) {
    if (isWildcard(item)) {
      wildcard = item;
      diagnostics.error(
        configError("invalid-ignore-changes-wildcard"),
        'The ["*"] form of ignore_changes wildcard is was deprecated and is now invalid. Use "ignore_changes = all" to ignore changes to all attributes.',
        attribute.expression.range,
      );
      continue;
    }
    const reference = referenceIn(unquoteReference(item, "references", diagnostics), diagnostics);
    if (reference !== undefined) ignoreChanges.push(reference);
  }
  if (wildcard !== undefined && ignoreChanges.length > 0) {
    diagnostics.error(
      configError("invalid-ignore-changes-ruleset"),
      'Cannot mix wildcard string "*" with non-wildcard references.',
      wildcard.range,
    );
  }
  return { ignoreChanges, ignoreAllChanges: false };
}

function isWildcard(expression: Expression): boolean {
  if (expression.kind !== "template" && expression.kind !== "json") return false;
  if (traversalsOf(expression).length > 0) return false;
  const { value, diagnostics } = evaluate(expression, undefined);
  return diagnostics.length === 0 && value.isKnown && value.type.kind === "string" && value.asString === "*";
}

function decodeTriggers(
  attribute: Attribute | undefined,
  diagnostics: DiagnosticList,
): readonly Expression[] {
  if (attribute === undefined) return [];
  const items = listItems(attribute.expression, diagnostics).map(nativeExpression);
  checkTriggers(items, diagnostics);
  return items;
}
