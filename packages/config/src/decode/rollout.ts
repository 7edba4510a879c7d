import { type Attribute, type Block, startRangeOf } from "@tutti/hcl";
import { DYNAMIC, parseDurationNs, toFloat64 } from "@tutti/values";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import {
  ROLLOUT_DEFAULTS,
  ROLLOUT_STRATEGIES,
  type Rollout,
  type RolloutAmount,
  type RolloutPromotion,
} from "../module/rollout.ts";
import { decodeStatic, decodeString } from "./static-value.ts";

const CANARY = { attributes: [{ name: "count" }, { name: "promote" }, { name: "after" }] };

const SCHEMA = {
  attributes: [
    { name: "strategy" },
    { name: "group" },
    { name: "max_surge" },
    { name: "max_unavailable" },
    { name: "min_healthy_time" },
    { name: "healthy_deadline" },
    { name: "progress_deadline" },
    { name: "drain" },
    { name: "on_failure" },
  ],
  blocks: [{ type: "canary" }],
};

const NS_IN_MS = 1e6;

/** `lifecycle { rollout { … } }`: all of it is written where it stands, as the rest of `lifecycle`. */
export function decodeRollout(block: Block, diagnostics: DiagnosticList): Rollout {
  const { content, diagnostics: found } = block.body.content(SCHEMA);
  diagnostics.addAll(found);
  const read = new Reader(content.attributes, diagnostics);
  const strategy = read.word("strategy", ROLLOUT_STRATEGIES, ROLLOUT_DEFAULTS.strategy);
  const [canary, another] = content.blocks;
  if (another !== undefined)
    diagnostics.error(
      configError("invalid-rollout"),
      "A rollout has one canary block at most.",
      another.defRange,
    );
  const group = content.attributes.get("group");
  const name = decodeString(group, diagnostics);
  if (name === "") read.refuse(group, "The name of a group must not be empty.");
  const rollout: Rollout = {
    strategy,
    group: name,
    maxSurge: read.amount("max_surge", ROLLOUT_DEFAULTS.maxSurge),
    maxUnavailable: read.amount("max_unavailable", ROLLOUT_DEFAULTS.maxUnavailable),
    minHealthyTime: read.duration("min_healthy_time", ROLLOUT_DEFAULTS.minHealthyTime),
    healthyDeadline: read.duration("healthy_deadline", ROLLOUT_DEFAULTS.healthyDeadline),
    progressDeadline: read.duration("progress_deadline", ROLLOUT_DEFAULTS.progressDeadline),
    drain: read.duration("drain", ROLLOUT_DEFAULTS.drain),
    onFailure: read.word("on_failure", ["rollback", "pause"], ROLLOUT_DEFAULTS.onFailure),
    promotion: decodeCanary(canary, strategy, diagnostics),
    declRange: block.defRange,
  };
  checkTogether(rollout, canary, diagnostics);
  return rollout;
}

function decodeCanary(
  block: Block | undefined,
  strategy: Rollout["strategy"],
  diagnostics: DiagnosticList,
): RolloutPromotion {
  const { promotion } = ROLLOUT_DEFAULTS;
  if (block === undefined) return strategy === "blue_green" ? { ...promotion, after: 0 } : promotion;
  const { content, diagnostics: found } = block.body.content(CANARY);
  diagnostics.addAll(found);
  const read = new Reader(content.attributes, diagnostics);
  const count = read.whole("count", promotion.count);
  if (count === 0) read.refuse(content.attributes.get("count"), "At least one object must be made first.");
  if (strategy === "blue_green" && content.attributes.has("count"))
    read.refuse(
      content.attributes.get("count"),
      "With the strategy blue_green all objects are made first: leave the count out.",
    );
  return {
    count,
    promote: read.word("promote", ["auto", "manual"], promotion.promote),
    after: read.duration("after", promotion.after),
  };
}

/** What each says may be right, and wrong beside the others. */
function checkTogether(rollout: Rollout, canary: Block | undefined, diagnostics: DiagnosticList): void {
  const { strategy, maxSurge, maxUnavailable, minHealthyTime, healthyDeadline, progressDeadline } = rollout;
  const refuse = (detail: string, range = rollout.declRange): void =>
    diagnostics.error(configError("invalid-rollout"), detail, range);
  if (canary !== undefined && strategy === "rolling")
    refuse('A canary block needs strategy = "canary" (or "blue_green").', canary.defRange);
  if (maxSurge.amount === 0 && maxUnavailable.amount === 0)
    refuse(
      "With max_surge = 0 and max_unavailable = 0 nothing could ever be replaced: neither may a new object stand beside the old ones, nor may an old one be missing. Let one of them be 1.",
    );
  if (strategy === "blue_green" && maxSurge.amount === 0)
    refuse(
      'The strategy blue_green makes all new objects beside the old ones, which max_surge = 0 forbids. Leave max_surge out, or take the strategy "rolling".',
    );
  if (minHealthyTime >= healthyDeadline)
    refuse("min_healthy_time must be less than healthy_deadline, or no object could ever count as well.");
  if (healthyDeadline > progressDeadline)
    refuse("healthy_deadline must not be more than progress_deadline, which would end the rollout before.");
}

/** The attributes of one block, each of which has its default. */
class Reader {
  readonly #attributes: ReadonlyMap<string, Attribute>;
  readonly #diagnostics: DiagnosticList;

  constructor(attributes: ReadonlyMap<string, Attribute>, diagnostics: DiagnosticList) {
    this.#attributes = attributes;
    this.#diagnostics = diagnostics;
  }

  refuse(attribute: Attribute | undefined, detail: string): void {
    const expression = attribute?.expression;
    if (expression !== undefined)
      this.#diagnostics.error(
        configError("invalid-rollout"),
        detail,
        startRangeOf(expression),
        expression.range,
      );
  }

  word<Word extends string>(name: string, words: readonly Word[], otherwise: Word): Word {
    const attribute = this.#attributes.get(name);
    const text = decodeString(attribute, this.#diagnostics);
    if (text === undefined) return otherwise;
    const word = words.find((known) => known === text);
    if (word === undefined) this.refuse(attribute, `${name} must be one of ${words.join(", ")}.`);
    return word ?? otherwise;
  }

  /** Milliseconds. */
  duration(name: string, otherwise: number): number {
    const attribute = this.#attributes.get(name);
    const text = decodeString(attribute, this.#diagnostics);
    if (text === undefined) return otherwise;
    const ns = parseDurationNs(text);
    if (ns !== undefined && ns >= 0) return ns / NS_IN_MS;
    this.refuse(attribute, `${name} must be a duration like "10s" or "2m", not ${JSON.stringify(text)}.`);
    return otherwise;
  }

  whole(name: string, otherwise: number): number {
    const read = this.amount(name, { amount: otherwise, unit: "objects" });
    if (read.unit === "objects") return read.amount;
    this.refuse(this.#attributes.get(name), `${name} must be a whole number.`);
    return otherwise;
  }

  /** `2`, or `"10%"`. */
  amount(name: string, otherwise: RolloutAmount): RolloutAmount {
    const attribute = this.#attributes.get(name);
    if (attribute === undefined) return otherwise;
    const value = decodeStatic(attribute.expression, DYNAMIC, this.#diagnostics);
    if (value === undefined) return otherwise;
    const { kind } = value.type;
    if (value.isKnown && !value.isNull && kind === "number") {
      const amount = toFloat64(value.asNumber);
      if (Number.isSafeInteger(amount) && amount >= 0) return { amount, unit: "objects" };
    }
    const percent = value.isKnown && !value.isNull && kind === "string" ? PERCENT.exec(value.asString) : null;
    if (percent !== null) {
      const amount = Number(percent[1]);
      if (percent[2] === undefined) return { amount, unit: "objects" };
      if (amount <= 100) return { amount, unit: "percent" };
    }
    this.refuse(attribute, `${name} must be a whole number of objects, or hundredths of them like "10%".`);
    return otherwise;
  }
}

const PERCENT = /^([0-9]{1,9})(%)?$/;
