import type { AttributeDifference, Drift, DriftEvent } from "@tutti/operation";
import { formatDurationNs, printableName } from "@tutti/values";
import type { CommandContext } from "../command/command.ts";
import { writeMessage } from "../terraform/views/json-message.ts";
import type { Report } from "../terraform/views/report.ts";

/** Shows what happens while drift is watched. */
export interface DriftView {
  event(event: DriftEvent): void;
}

interface Shown {
  readonly json: boolean;
  readonly refreshEveryMs: number;
}

/** In words, or with `-json` as a stream of messages. */
export function createDriftView(context: CommandContext, report: Report, shown: Shown): DriftView {
  const say = shown.json ? messages(context, shown) : lines(context, shown);
  return {
    event(event) {
      if (event.kind !== "blind") return say(event);
      report.sources = event.sources;
      report.diagnostics(event.diagnostics);
    },
  };
}

type Told = Exclude<DriftEvent, { readonly kind: "blind" }>;

function lines({ runtime, stdout }: CommandContext, shown: Shown): (event: Told) => void {
  return (event) => {
    const time = new Date(runtime.clock.now()).toISOString().slice(11, 23);
    const more = event.kind === "drift" ? event.drift.attributes.map(attributeText).join("") : "";
    stdout.write(`${time} ${textOf(event, shown)}\n${more}`);
  };
}

function messages(context: CommandContext, shown: Shown): (event: Told) => void {
  return (event) =>
    writeMessage(context, "info", textOf(event, shown), `drift_${typeOf(event)}`, fieldsOf(event));
}

function typeOf({ kind }: Told): string {
  return kind === "drift" ? "found" : kind.replaceAll("-", "_");
}

function textOf(event: Told, { refreshEveryMs }: Shown): string {
  switch (event.kind) {
    case "watching":
      return `Watching ${count(event.byEvents + event.byPace)}: ${event.byEvents} by events, ${event.byPace} read every ${formatDurationNs(refreshEveryMs * 1e6)}.`;
    case "drift":
      return `${printableName(event.drift.address)}: ${driftText(event.drift)}`;
    case "settled":
      return `${printableName(event.address)}: is what the state says again`;
    case "unseen":
      return `${printableName(event.address)}: cannot be looked at: ${event.why}`;
    case "untold":
      return `Nobody else is told: ${event.why}`;
    case "heal-start":
      return `${event.addresses.join(", ")}: healing...`;
    case "healed":
      return `${event.addresses.join(", ")}: healed after ${formatDurationNs(Math.round(event.elapsedMs) * 1e6)}`;
    case "heal-refused":
      return `${event.addresses.join(", ")}: not healed: ${event.why}`;
  }
}

function count(objects: number): string {
  return objects === 1 ? "1 object" : `${objects} objects`;
}

function driftText({ change, attributes }: Drift): string {
  if (change === "gone") return "is gone";
  return `changed: ${attributes.map(({ path }) => path).join(", ")}`;
}

function attributeText({ path, before, after, sensitive }: AttributeDifference): string {
  const value = sensitive ? "(sensitive value)" : `${before ?? "null"} -> ${after ?? "null"}`;
  return `    ~ ${path} = ${value}\n`;
}

function fieldsOf(event: Told): Readonly<Record<string, unknown>> {
  switch (event.kind) {
    case "watching":
      return { by_events: event.byEvents, by_pace: event.byPace };
    case "drift":
      return {
        address: event.drift.address,
        change: event.drift.change,
        attributes: event.drift.attributes.map(attributeJson),
      };
    case "settled":
      return { address: event.address };
    case "unseen":
      return { address: event.address, why: event.why };
    case "untold":
      return { why: event.why };
    case "heal-start":
      return { addresses: event.addresses };
    case "healed":
      return { addresses: event.addresses, elapsed_seconds: event.elapsedMs / 1000 };
    case "heal-refused":
      return { addresses: event.addresses, why: event.why };
  }
}

function attributeJson({
  path,
  before,
  after,
  sensitive,
}: AttributeDifference): Readonly<Record<string, unknown>> {
  return {
    path,
    ...(before === undefined ? {} : { before: JSON.parse(before) }),
    ...(after === undefined ? {} : { after: JSON.parse(after) }),
    sensitive,
  };
}
