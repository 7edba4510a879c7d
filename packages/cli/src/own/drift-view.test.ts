import type { Drift, DriftEvent } from "@tutti/operation";
import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import type { CommandContext } from "../command/command.ts";
import { Report } from "../terraform/views/report.ts";
import { createDriftView } from "./drift-view.ts";

/** What is written for an event; without the time that stands before a line. */
function shown(event: DriftEvent, json = false): string {
  const written: string[] = [];
  const write = (text: string): void => void written.push(text);
  const stream = { write, error: write, columns: 80, isTerminal: false };
  const runtime = createSimulation(1).host("10.0.0.1");
  const context = { runtime, stdout: stream, stderr: stream, product: "tutti", color: false };
  const report = new Report(context as unknown as CommandContext, {});
  createDriftView(context as unknown as CommandContext, report, { json, refreshEveryMs: 300_000 }).event(
    event,
  );
  return written.join("").replace(/^\d\d:\d\d:\d\d\.\d{3} /, "");
}

const DRIFT: Drift = {
  address: "a.b\u001b[31m",
  change: "changed",
  attributes: [
    { path: "memory", before: "64", after: "32", sensitive: false },
    { path: "gone", before: '"x"', after: undefined, sensitive: false },
    { path: "secret", before: '"old"', after: '"new"', sensitive: true },
  ],
  seenAt: 0,
};
const GONE: Drift = { address: "a.c", change: "gone", attributes: [], seenAt: 0 };
const ADDRESSES = ["a.b", "a.c"];

const EVENTS: readonly (readonly [DriftEvent, string, object])[] = [
  [
    { kind: "watching", byEvents: 5, byPace: 1 },
    "Watching 6 objects: 5 by events, 1 read every 5m0s.\n",
    { type: "drift_watching", by_events: 5, by_pace: 1 },
  ],
  [
    { kind: "watching", byEvents: 1, byPace: 0 },
    "Watching 1 object: 1 by events, 0 read every 5m0s.\n",
    { type: "drift_watching", by_events: 1, by_pace: 0 },
  ],
  [
    { kind: "drift", drift: { ...DRIFT, address: "a.b" } },
    'a.b: changed: memory, gone, secret\n    ~ memory = 64 -> 32\n    ~ gone = "x" -> null\n    ~ secret = (sensitive value)\n',
    {
      type: "drift_found",
      address: "a.b",
      change: "changed",
      attributes: [
        { path: "memory", before: 64, after: 32, sensitive: false },
        { path: "gone", before: "x", sensitive: false },
        { path: "secret", before: "old", after: "new", sensitive: true },
      ],
    },
  ],
  [
    { kind: "drift", drift: GONE },
    "a.c: is gone\n",
    { type: "drift_found", address: "a.c", change: "gone", attributes: [] },
  ],
  [
    { kind: "settled", address: "a.b" },
    "a.b: is what the state says again\n",
    { type: "drift_settled", address: "a.b" },
  ],
  [
    { kind: "unseen", address: "a.b", why: "no engine" },
    "a.b: cannot be looked at: no engine\n",
    { type: "drift_unseen", address: "a.b", why: "no engine" },
  ],
  [
    { kind: "untold", why: "no agent" },
    "Nobody else is told: no agent\n",
    { type: "drift_untold", why: "no agent" },
  ],
  [
    { kind: "heal-start", addresses: ADDRESSES },
    "a.b, a.c: healing...\n",
    { type: "drift_heal_start", addresses: ADDRESSES },
  ],
  [
    { kind: "healed", addresses: ADDRESSES, elapsedMs: 1_500 },
    "a.b, a.c: healed after 1.5s\n",
    { type: "drift_healed", addresses: ADDRESSES, elapsed_seconds: 1.5 },
  ],
  [
    { kind: "heal-refused", addresses: ADDRESSES, why: "too often" },
    "a.b, a.c: not healed: too often\n",
    { type: "drift_heal_refused", addresses: ADDRESSES, why: "too often" },
  ],
];

describe.each(EVENTS)("%j", (event, text, message) => {
  test("in words", () => expect(shown(event)).toBe(text));

  test("as a message", () => {
    expect(JSON.parse(shown(event, true))).toMatchObject({
      "@level": "info",
      "@message": text.slice(0, text.indexOf("\n")),
      ...message,
    });
  });
});

test("what a name brings along is not written as it is", () => {
  expect(shown({ kind: "drift", drift: DRIFT })).not.toContain("\u001b");
});
