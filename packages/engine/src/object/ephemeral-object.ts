/** One instance of an `ephemeral` block, while planning and while applying alike. */

import { type Diagnostic, hasErrors } from "@tutti/hcl";
import { impliedType, type Provider } from "@tutti/plugin";
import { unmarkWithPaths, Value } from "@tutti/values";
import type { ResourceNode } from "../graph/config-node.ts";
import type { EphemeralPool } from "../scope/ephemeral-pool.ts";
import { evaluateBody } from "../scope/evaluate-body.ts";
import type { Walk } from "../scope/walk.ts";
import { checkPostconditions, type ObjectPlace, preconditionsHold } from "./conditions.ts";
import { markBySchema } from "./schema-marks.ts";

/** What opening needs of a run. */
export interface EphemeralRun {
  readonly walk: Walk;
  readonly ephemeral: EphemeralPool;
  readonly signal: AbortSignal;
}

const EPHEMERAL: ReadonlySet<string> = new Set(["ephemeral"]);

/**
 * The opened object's value; "later" where its configuration is not known yet;
 * undefined where something went wrong, which was reported.
 */
export async function openEphemeral(
  run: EphemeralRun,
  item: ObjectPlace,
  provider: Provider,
): Promise<Value | "later" | undefined> {
  const { node, address } = item;
  if (!preconditionsHold(run, item)) return undefined;
  const diagnostics: Diagnostic[] = [];
  const evaluated = evaluateBody(node.body, run.walk.context(item.scope, item.repetition), diagnostics);
  run.walk.report(diagnostics);
  if (hasErrors(diagnostics)) return undefined;
  const { value: config, marks } = unmarkWithPaths(evaluated);
  if (!config.isWhollyKnown) return "later";
  const opened = await run.ephemeral.open({ node, address, provider, config, marks, signal: run.signal });
  run.walk.report(opened.diagnostics);
  if (opened.value === undefined) return undefined;
  const value = markBySchema(node.schema.block, opened.value).withMarks(EPHEMERAL);
  return checkPostconditions(run, item, value) ? value : undefined;
}

/** What others see of one that is not open yet. */
export function unopened({ schema }: ResourceNode): Value {
  return Value.unknown(impliedType(schema.block)).withMarks(EPHEMERAL);
}
