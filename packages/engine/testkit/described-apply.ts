/** What apply does, as lines of text: its steps as the plan has them, and its events. */

import { formatInstance } from "@tutti/addresses";
import type { EngineEvent } from "../src/events.ts";
import type { ActionWork, Plan } from "../src/plan.ts";

/** Each step, and what it waits for. */
export function stepLines({ actions: { nodes, actions }, changes }: Plan): readonly string[] {
  const name = (work: ActionWork | undefined): string => {
    if (work === undefined) return "nothing";
    if (work.kind === "invoke") return `invoke ${work.invocation}`;
    if (work.kind === "block") return `${work.part} ${nodes[work.node] ?? "?"}`;
    const change = changes[work.change];
    const address = change === undefined ? "?" : formatInstance(change.address);
    return `${work.kind} ${address}${change?.deposedKey === undefined ? "" : " (deposed)"}`;
  };
  return actions.map(({ work, after }) => {
    const behind = after.map((step) => name(actions[step]?.work)).sort();
    return ["step", name(work), ...(behind.length === 0 ? [] : ["behind", behind.join(", ")])].join(" ");
  });
}

/** The events of each object in their order, the objects by their addresses: what works at once has no order. */
export function applyLines(events: readonly EngineEvent[]): readonly string[] {
  const byObject = new Map<string, string[]>();
  for (const event of events) {
    const own = "address" in event ? event.address : "invoked" in event ? event.triggeredBy : undefined;
    if (own === undefined && !("invoked" in event)) continue;
    const address = own === undefined ? "" : formatInstance(own);
    const words = [event.kind, address];
    if ("invoked" in event) words.push(event.invoked, ...("text" in event ? [event.text] : []));
    if ("deposedKey" in event && event.deposedKey !== undefined) words.push("(deposed)");
    if ("action" in event) words.push(event.action);
    if ("provisioner" in event) words.push(event.provisioner);
    if ("id" in event) words.push(event.id ?? "-");
    if ("line" in event) words.push(event.line);
    const lines = byObject.get(address) ?? [];
    lines.push(words.join(" "));
    byObject.set(address, lines);
  }
  return [...byObject.keys()].sort().flatMap((address) => byObject.get(address) ?? []);
}
