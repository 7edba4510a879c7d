/** A saved plan: one file that needs nothing else to be shown or applied. */

import { gunzipSync, gzipSync } from "node:zlib";
import type { DataFiles } from "@tutti/functions";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { State } from "@tutti/state";
import { engineError } from "../errors.ts";
import type { Plan } from "../plan.ts";
import { decodeData, encodeData } from "./data-codec.ts";
import type { Plain } from "./value-codec.ts";

/** All that a saved plan holds: it applies without the folder that it was made in. */
export interface PlanFile {
  readonly plan: Plan;
  /** Configuration files by path, as they were read. */
  readonly sources: ReadonlyMap<string, string>;
  /** What functions read of other files while planning. */
  readonly dataFiles: DataFiles | undefined;
  /** The module manifest as it was, and whatever else the caller wants back. */
  readonly extra: ReadonlyMap<string, string>;
  readonly workspace: string;
}

/** The first bytes of every plan file; the digit is the format's version. */
const MAGIC = "tutti-plan 3\n";

/** So many bytes of a file tell whether it is a plan file. */
export const PLAN_FILE_HEAD_BYTES = MAGIC.length;

/** Whether bytes begin as our plan files do. */
export function isPlanFile(bytes: Uint8Array): boolean {
  return new TextDecoder("latin1").decode(bytes.subarray(0, MAGIC.length)).startsWith("tutti-plan ");
}

/** The bytes of a plan file: one line that names the format, then gzipped JSON. */
export function encodePlanFile(file: PlanFile): Uint8Array {
  const body = gzipSync(JSON.stringify(encodeData(file)), { level: 1 });
  const head = new TextEncoder().encode(MAGIC);
  const out = new Uint8Array(head.length + body.length);
  out.set(head);
  out.set(body, head.length);
  return out;
}

/** What a plan file holds, or why it cannot be read. */
export type DecodedPlanFile =
  | { readonly ok: true; readonly file: PlanFile }
  | { readonly ok: false; readonly message: string };

/** Reads a plan file; one of another version of the format is refused. */
export function decodePlanFile(bytes: Uint8Array): DecodedPlanFile {
  if (!isPlanFile(bytes)) return { ok: false, message: "it does not begin as a plan file does" };
  const magic = new TextDecoder("latin1").decode(bytes.subarray(0, MAGIC.length));
  if (magic !== MAGIC) return { ok: false, message: "it was written by another version of <Tutti>" };
  try {
    const text = gunzipSync(bytes.subarray(MAGIC.length)).toString("utf8");
    return { ok: true, file: decodeData(JSON.parse(text) as Plain) as PlanFile };
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

/** Why a saved plan no longer fits the state; undefined while it does. */
export function stalePlan(plan: Plan, current: State): Diagnostic | undefined {
  const { lineage, serial } = plan.previousState;
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
