/** A saved plan: one file that needs nothing else to be shown or applied. */

import { Buffer } from "node:buffer";
import { gzipSync } from "node:zlib";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { State } from "@tutti/state";
import { partsOf, planOf } from "../change-parts.ts";
import { engineError } from "../errors.ts";
import type { Plan } from "../plan.ts";
import { assertBelongsTogether } from "./belongs-together.ts";
import { decodeFirst, encodeFirst } from "./first-lines.ts";
import type { FirstPart, PlanSurroundings } from "./first-part.ts";
import { inOrder } from "./in-order.ts";
import { packChanges, unpackChanges } from "./kept-runs.ts";
import { packText, unpackText } from "./packed-text.ts";
import { type KnownState, packStates, refreshedState, unpackState } from "./plan-states.ts";
import { unpackBytes } from "./unpack-bytes.ts";

/** All that a saved plan holds: it applies without the folder that it was made in. */
export interface PlanFile extends PlanSurroundings {
  readonly plan: Plan;
}

/** The first bytes of every plan file; the digit is the format's version. */
const MAGIC = "tutti-plan 7\n";

/** So many bytes of a file tell whether it is a plan file. */
export const PLAN_FILE_HEAD_BYTES = MAGIC.length;

/** Whether bytes begin as our plan files do. */
export function isPlanFile(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, MAGIC.length)).startsWith("tutti-plan ");
}

/**
 * The bytes of a plan file: a line that names the format, a line with the length
 * of the first part, that part as gzipped lines of JSON, and the text of the state, packed.
 */
export function encodePlanFile({ plan, ...file }: PlanFile): Uint8Array {
  const { previousState, priorState } = plan;
  const rest = plainParts(plan);
  const { packed, text } = packStates({ previousState, priorState });
  const first: FirstPart = {
    ...file,
    plan: { ...rest, ...inOrder(rest) },
    states: packed,
    changes: packChanges(partsOf(plan), priorState),
  };
  const head = gzipSync(encodeFirst(first), { level: 1 });
  return Buffer.concat([Buffer.from(`${MAGIC}${head.length}\n`), head, packText(text)]);
}

/** What stands in the first part as it is; of the rest not all is to be made. */
function plainParts(plan: Plan): FirstPart["plan"] {
  const parts: Partial<Plan> = {};
  for (const name of Object.keys(plan) as (keyof Plan)[])
    if (!APART.has(name)) Object.assign(parts, { [name]: plan[name] });
  return parts as FirstPart["plan"];
}

const APART: ReadonlySet<keyof Plan> = new Set(["previousState", "priorState", "changes", "parts"]);

/** A plan file whose state was not looked at yet. */
export interface OpenedPlanFile extends PlanSurroundings {
  readonly variables: Plan["variables"];
  readonly mode: Plan["mode"];
  readonly timestamp: string;
  /** Of the state that was planned on. */
  readonly serial: number;
  readonly lineage: string;
  /** All of it. A known state is taken in place of the file's own, where that is the same. */
  whole(known?: KnownState): DecodedPlanFile;
}

/** What a plan file holds, or why it cannot be read. */
export type DecodedPlanFile =
  | { readonly ok: true; readonly file: PlanFile }
  | { readonly ok: false; readonly message: string };

/** Reads a plan file; one of another version of the format is refused. */
export function decodePlanFile(bytes: Uint8Array): DecodedPlanFile {
  const opened = openPlanFile(bytes);
  return opened.ok ? opened.file.whole() : opened;
}

/** Reads a plan file but for its state. */
export function openPlanFile(
  bytes: Uint8Array,
): { readonly ok: true; readonly file: OpenedPlanFile } | { readonly ok: false; readonly message: string } {
  if (!isPlanFile(bytes)) return { ok: false, message: "it does not begin as a plan file does" };
  const magic = new TextDecoder("latin1").decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) return { ok: false, message: "it was written by another version of <Tutti>" };
  return reading(() => {
    const start = bytes.indexOf(LINE_END, MAGIC.length) + 1;
    const end = start + Number(Buffer.from(bytes.subarray(MAGIC.length, start)).toString("latin1"));
    if (start === 0 || !(end <= bytes.length)) throw new Error("unexpected end of file");
    const first = decodeFirst(unpackBytes(bytes.subarray(start, end)));
    const { variables, mode, timestamp } = first.plan;
    const { serial, lineage } = first.states;
    const whole = (known?: KnownState): DecodedPlanFile =>
      reading(() => wholeFile(first, () => unpackText(bytes.subarray(end), first.states.digest), known));
    return { ...first, variables, mode, timestamp, serial, lineage, whole };
  });
}

function wholeFile(
  { plan, states, changes, ...file }: FirstPart,
  text: () => Buffer,
  known: KnownState | undefined,
): PlanFile {
  const previousState = unpackState(states, text, known);
  const priorState = refreshedState(previousState, states);
  const unpacked = unpackChanges(changes, priorState, plan.schemas);
  const { actions, relevantAttributes, ...rest } = plan;
  const late = { actions: () => actions, relevantAttributes: () => relevantAttributes };
  const whole = planOf({ ...rest, previousState, priorState }, unpacked, late);
  assertBelongsTogether(whole);
  return { ...file, plan: whole };
}

function reading<T>(
  read: () => T,
): { readonly ok: true; readonly file: T } | { readonly ok: false; readonly message: string } {
  try {
    return { ok: true, file: read() };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const LINE_END = 0x0a;

/** Why a plan for a state no longer fits the state as it is now; undefined while it does. */
export function stalePlan(
  { lineage, serial }: Pick<State, "lineage" | "serial">,
  current: State,
): Diagnostic | undefined {
  // Before anything was written there is no lineage that counts.
  if (serial > 0 && current.lineage !== lineage && current.lineage !== "") {
    return errorDiagnostic(
      engineError("saved-plan-does-not-match-the-given-state"),
      "The given plan file can not be applied because it was created from a different state lineage.",
    );
  }
  if (current.serial === serial) return undefined;
  return errorDiagnostic(
    engineError("saved-plan-is-stale"),
    "The given plan file can no longer be applied because the state was changed by another operation after the plan was created.",
  );
}
