/** Reads a data source that had to wait for apply. */

import { formatInstance } from "@tutti/addresses";
import { errorDiagnostic } from "@tutti/hcl";
import { NO_ADDRESSES } from "@tutti/state";
import { markWithPaths, unmarkWithPaths } from "@tutti/values";
import { engineError } from "../errors.ts";
import { checkPostconditions, preconditionsHold } from "../object/conditions.ts";
import { reportFound } from "../object/evaluate-check.ts";
import { exactType } from "../object/exact-type.ts";
import { encodeObject } from "../object/object-codec.ts";
import { idOfValue } from "../object/object-id.ts";
import { markBySchema } from "../object/schema-marks.ts";
import type { ResourceChange } from "../plan.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import { bodyOf } from "./apply-change.ts";
import { type ApplyRun, record, setValue } from "./apply-run.ts";
import { instanceOf, providerOf } from "./planned-parts.ts";

export async function applyRead(run: ApplyRun, change: ResourceChange): Promise<boolean> {
  const item = instanceOf(run, change);
  if (!preconditionsHold(run, item)) return false;
  const { node, address } = item;
  const { clock, onEvent } = run.request;
  const evaluated = bodyOf(run, change, item);
  if (evaluated === undefined) return false;
  const { value: config, marks } = unmarkWithPaths(evaluated);
  const place = { address: formatInstance(address), body: node.resource.config };
  if (!config.isWhollyKnown) {
    const detail = `The configuration of ${place.address} is still not known, though everything before it was applied.`;
    run.walk.report([
      errorDiagnostic(engineError("configuration-contains-unknown-value"), detail, node.resource.declRange),
    ]);
    return false;
  }
  const provider = providerOf(run, change.provider, address);
  const { type } = node.resource;
  // What was not known while planning was told to the provider in part; now it sees all of it.
  const checked = providerDiagnostics((await provider.validateData({ type, config })).diagnostics, place);
  if (!reportFound(run.walk, item, checked)) return node.resource.inCheck !== undefined;
  const started = clock.monotonic();
  onEvent?.({ kind: "read-start", address, id: undefined, elapsedMs: 0 });
  const read = await provider.readData({ type, config, signal: run.signal });
  const found = providerDiagnostics(read.diagnostics, place);
  // A check's own data source stops nothing.
  if (!reportFound(run.walk, item, found)) return node.resource.inCheck !== undefined;
  if (read.value === undefined) return false;
  const value = markBySchema(node.schema.block, markWithPaths(exactType(read.value.state), marks));
  onEvent?.({ kind: "read-complete", address, id: idOfValue(value), elapsedMs: clock.monotonic() - started });
  const facts = {
    status: "ready",
    private: undefined,
    dependencies: NO_ADDRESSES,
    createBeforeDestroy: false,
  } as const;
  const object = encodeObject(value, node.schema, facts);
  const { provider: providerText } = change;
  await record(run, {
    kind: "object",
    operationId: undefined,
    address,
    deposedKey: undefined,
    provider: providerText,
    object,
  });
  setValue(item, value);
  return checkPostconditions(run, item, value);
}
