import {
  type ChangeAction,
  movingChanges,
  type OutputChange,
  type Plan,
  partsOf,
  type ResourceChange,
} from "@tutti/engine";
import type { BlockSchema } from "@tutti/plugin";
import { DYNAMIC, type Value } from "@tutti/values";
import { horizontalRule, wrapText } from "../../command/text-wrap.ts";
import { diffBlock } from "./diff/compute-block.ts";
import { diffValue } from "./diff/compute-value.ts";
import type { Diff, DiffAction } from "./diff/diff.ts";
import { renderDiff } from "./diff/render.ts";
import { PLAIN, type RenderOptions } from "./diff/render-options.ts";
import { ReplacePaths } from "./diff/replace-paths.ts";
import { invokedText, triggeredText } from "./invocations-text.ts";
import { gatherLike } from "./like/gather.ts";
import { moreLikeIt } from "./like/more-like-it.ts";
import { type ChangeCause, changeComment, ownReason } from "./plan-header.ts";
import { providerSource } from "./provider-source.ts";
import { rolloutsText } from "./rollouts-text.ts";
import { servicesText, unwellText } from "./services-text.ts";

/** How a plan is put into words. */
export interface PlanTextOptions {
  readonly width: number;
  readonly colors: boolean;
  /** How we speak of ourselves. */
  readonly product: string;
  /** Each change is shown; otherwise a block's hundred like changes are told by the first of them. */
  readonly full: boolean;
  /** Our own reasons stand beside Terraform's comments. */
  readonly reasons: boolean;
}

/** What will be done, for people; begins and ends in a line break. */
export function planText(plan: Plan, options: PlanTextOptions): string {
  const changes = movingChanges(partsOf(plan)).filter(isShown);
  const outputs = shownOutputs(plan);
  const drift = plan.drift.filter(({ action }) => action !== "no-op");
  const nothing = changes.length === 0 && outputs.length === 0;
  const invoked = invokedText(plan, options.product);
  if (invoked !== "" && !plan.errored) return `${invoked}\n${planSummary(plan)}\n`;
  if (plan.mode === "refresh-only") return refreshOnlyText(plan, outputs, options);
  let text = drift.length === 0 || plan.mode === "destroy" ? "" : driftText(plan, drift, nothing, options);
  if (nothing && !plan.errored) return text + noChangesText(plan, options) + unwellText(plan);
  if (drift.length > 0 && plan.mode === "normal") text += `\n${horizontalRule(options.width)}`;
  if (changes.length > 0) {
    text += legend(changes, options);
    text += plan.errored
      ? `\n${options.product} planned the following actions, but then encountered a problem:\n`
      : `\n${options.product} will perform the following actions:\n`;
    text += changesText(plan, changes, "proposed", options);
    text += rolloutsText(plan);
    text += servicesText(plan);
    text += `\n${planSummary(plan)}\n`;
  }
  if (outputs.length > 0)
    text += changes.every(({ action }) => action === "no-op")
      ? outputsOnlyText(plan, outputs, options)
      : outputsText(plan, outputs, options);
  if (plan.errored && changes.length === 0 && outputs.length === 0) text += planningFailed(options);
  return text;
}

function planningFailed({ width, product }: PlanTextOptions): string {
  return `\n${wrapText("Planning failed.", width)} ${product} encountered an error while generating this plan.\n\n`;
}

function isShown(change: ResourceChange): boolean {
  if (change.action !== "no-op") return !(change.action === "read" && change.address.mode === "ephemeral");
  return change.previousAddress !== undefined || change.importing !== undefined;
}

function noChangesText(plan: Plan, { width, product }: PlanTextOptions): string {
  const [headline, detail] =
    plan.mode === "destroy"
      ? [
          "No objects need to be destroyed.",
          "Either you have not created any objects yet or the existing objects were already deleted outside of " +
            product +
            ".",
        ]
      : [
          "Your infrastructure matches the configuration.",
          `${product} has compared your real infrastructure against your configuration and found no differences, so no changes are needed.`,
        ];
  return `\nNo changes. ${headline}\n\n${wrapText(detail, width)}\n`;
}

function refreshOnlyText(plan: Plan, outputs: readonly ShownOutput[], options: PlanTextOptions): string {
  const { drift } = plan;
  if (drift.length === 0 && outputs.length === 0 && plan.errored) return planningFailed(options);
  if (drift.length === 0 && outputs.length === 0)
    return `\nNo changes. Your infrastructure still matches the configuration.\n\n${wrapText(`${options.product} has checked that the real remote objects still match the result of your most recent changes, and found no differences.`, options.width)}\n`;
  let text = drift.length === 0 ? "" : driftText(plan, drift, false, options);
  if (drift.length > 0 && outputs.length > 0) text += `\n${horizontalRule(options.width)}`;
  if (outputs.length > 0) text += outputsOnlyText(plan, outputs, options);
  return text;
}

function driftText(
  plan: Plan,
  drift: readonly ResourceChange[],
  nothing: boolean,
  options: PlanTextOptions,
): string {
  const { product, width } = options;
  const { command } = { command: product.toLowerCase() };
  let text = `\nNote: Objects have changed outside of ${product}\n\n${wrapText(`${product} detected the following changes made outside of ${product} since the last "${command} apply" which may have affected this plan:`, width)}\n`;
  text += changesText(plan, drift, "drift", options);
  if (plan.mode === "refresh-only")
    return `${text}\n\n${wrapText(`This is a refresh-only plan, so ${product} will not take any actions to undo these. If you were expecting these changes then you can apply this plan to record the updated values in the ${product} state without changing any remote objects.`, width)}\n`;
  return nothing
    ? `${text}\n\n${wrapText("Your configuration already includes these changes, so there is nothing to undo.", width)}\n`
    : `${text}\n\n${wrapText("Unless you have made equivalent changes to your configuration, or ignored the relevant attributes using ignore_changes, the following plan may include actions to undo or respond to these changes.", width)}\n`;
}

const LEGEND: readonly (readonly [ChangeAction, string, string])[] = [
  ["create", "  +", "create"],
  ["update", "  ~", "update in-place"],
  ["delete", "  -", "destroy"],
  ["delete-then-create", "-/+", "destroy and then create replacement"],
  ["create-then-delete", "+/-", "create replacement and then destroy"],
  ["read", " <=", "read (data resources)"],
];

function legend(changes: readonly ResourceChange[], options: PlanTextOptions): string {
  const found = LEGEND.filter(([action]) => changes.some((change) => change.action === action));
  if (changes.every(({ action }) => action === "no-op")) return "";
  const intro = `${options.product} used the selected providers to generate the following execution plan. Resource actions are indicated with the following symbols:`;
  const lines = found.map(([, symbol, what]) => `${paint(symbol, options)} ${what}\n`);
  return `\n${wrapText(intro, options.width)}\n${lines.join("")}`;
}

const SYMBOLS: Readonly<Record<ChangeAction, string>> = {
  "no-op": "   ",
  create: "  +",
  update: "  ~",
  delete: "  -",
  "delete-then-create": "-/+",
  "create-then-delete": "+/-",
  read: " <=",
  forget: " .",
};

const COLORS: Readonly<Record<string, string>> = { "+": "32", "-": "31", "~": "33", "<": "36", ".": "33" };

function paint(symbol: string, { colors }: PlanTextOptions): string {
  if (!colors) return symbol;
  return symbol.replaceAll(/[-+~<.]/g, (mark) => `\u001b[${COLORS[mark] ?? "0"}m${mark}\u001b[0m`);
}

function renderOptions(options: PlanTextOptions): RenderOptions {
  return options.colors
    ? { ...PLAIN, symbol: (action: DiffAction) => paint(PLAIN.symbol(action), options) }
    : PLAIN;
}

function changesText(
  plan: Plan,
  changes: readonly ResourceChange[],
  cause: ChangeCause,
  options: PlanTextOptions,
): string {
  if (options.full) return changes.map((change) => `\n${changeText(plan, change, cause, options)}`).join("");
  const texts = gatherLike(changes).map((shown) =>
    shown.kind === "more" ? moreLikeIt(shown.changes) : changeText(plan, shown.change, cause, options),
  );
  return texts.map((text) => `\n${text}`).join("");
}

function changeText(
  plan: Plan,
  change: ResourceChange,
  cause: ChangeCause,
  options: PlanTextOptions,
): string {
  const { address } = change;
  const block = blockSchema(plan, change);
  const diff = diffBlock(before(change), after(change), block, new ReplacePaths(change.requiresReplace));
  const kind = address.mode === "data" ? "data" : "resource";
  const reason = options.reasons && cause === "proposed" ? ownReason(change) : undefined;
  return [
    changeComment(change, cause, options.product),
    reason === undefined ? "" : `  # reason: ${reason}\n`,
    `${paint(SYMBOLS[change.action], options)} ${kind} "${address.type}" "${address.name}" `,
    renderDiff(diff, 0, renderOptions(options)),
    "\n",
    cause === "proposed" ? triggeredText(plan, change) : "",
  ].join("");
}

function before(change: ResourceChange): Value | undefined {
  return change.action === "read" && change.address.mode === "data" ? undefined : change.before;
}

function after(change: ResourceChange): Value | undefined {
  return change.action === "forget" ? change.before : change.after;
}

const NO_SCHEMA: BlockSchema = { attributes: new Map(), blocks: new Map() };

function blockSchema(plan: Plan, change: ResourceChange): BlockSchema {
  const schema = plan.schemas.get(providerSource(change.provider));
  const { mode, type } = change.address;
  return (mode === "data" ? schema?.dataSources : schema?.resourceTypes)?.get(type)?.block ?? NO_SCHEMA;
}

/** How many of each. */
export interface PlanCounts {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
  readonly import: number;
}

export function planCounts(plan: Plan): PlanCounts {
  let [add, change, remove, imported] = [0, 0, 0, 0];
  for (const { action, importing } of movingChanges(partsOf(plan))) {
    if (importing !== undefined) imported += 1;
    const replaces = action === "delete-then-create" || action === "create-then-delete";
    if (action === "create" || replaces) add += 1;
    if (action === "update") change += 1;
    if (action === "delete" || replaces) remove += 1;
  }
  return { add, change, import: imported, remove };
}

/** `Plan: 1 to add, 0 to change, 0 to destroy.` */
export function planSummary(plan: Plan): string {
  const { add, change, remove, import: imported } = planCounts(plan);
  const front = imported === 0 ? "" : `${imported} to import, `;
  const invoked = plan.invocations.length;
  const behind = invoked === 0 ? "" : ` Actions: ${invoked} to invoke.`;
  return `Plan: ${front}${add} to add, ${change} to change, ${remove} to destroy.${behind}`;
}

/** An output of the root module and what becomes of it. */
type ShownOutput = readonly [name: string, diff: Diff];

function shownOutputs(plan: Plan): readonly ShownOutput[] {
  if (plan.mode === "destroy" && plan.errored) return [];
  return [...plan.outputs]
    .flatMap(([name, change]): readonly ShownOutput[] => {
      const diff = change.action === "no-op" ? undefined : outputDiff(change);
      return diff === undefined ? [] : [[name, diff]];
    })
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

/** Nothing where only the type changes, or who may see it: the plan makes that so, and nobody is told, as in Terraform. */
function outputDiff({ before, after, ...change }: OutputChange): Diff | undefined {
  const hidden = isHidden({ before, ...change });
  const side = (value: Value): Value | undefined =>
    value.isNull ? undefined : hidden ? value.withMarks(["sensitive"]) : value;
  const diff = diffValue(side(before), side(after), DYNAMIC);
  return diff?.action === "no-op" ? undefined : diff;
}

/** An output that is sensitive or was is hidden on both sides. */
export function isHidden({ sensitive, before }: Pick<OutputChange, "sensitive" | "before">): boolean {
  return sensitive || before.hasMark("sensitive");
}

/** Where nothing else changes. */
function outputsOnlyText(plan: Plan, outputs: readonly ShownOutput[], options: PlanTextOptions): string {
  const advice = `You can apply this plan to save these new output values to the ${options.product} state, without changing any real infrastructure.`;
  return `${outputsText(plan, outputs, options)}\n${wrapText(advice, options.width)}\n`;
}

function outputsText(plan: Plan, outputs: readonly ShownOutput[], options: PlanTextOptions): string {
  // Those that stay as they are count, too.
  const width = Math.max(...[...plan.outputs.keys()].map((name) => [...name].length));
  const render = renderOptions(options);
  const lines = outputs.map(
    ([name, diff]) => `${render.symbol(diff.action)}${name.padEnd(width)} = ${renderDiff(diff, 0, render)}\n`,
  );
  return `\nChanges to Outputs:\n${lines.join("")}`;
}
