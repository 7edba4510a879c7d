/** Destroys one object. */

import { formatBlockOf, formatInstance } from "@tutti/addresses";
import { errorDiagnostic, hasErrors } from "@tutti/hcl";
import { impliedType, type Provider } from "@tutti/plugin";
import type { InstanceObject } from "@tutti/state";
import { encodeJson, unmarkDeep, Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import { providerSourceOf } from "../graph/provider-address.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { encodeObject } from "../object/object-codec.ts";
import { idOfValue } from "../object/object-id.ts";
import type { ResourceChange } from "../plan.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import { carriesServices } from "../service/carrying-types.ts";
import { type ApplyRun, announce, recordResult } from "./apply-run.ts";
import { stateOf } from "./apply-services.ts";
import { present, providerOf } from "./planned-parts.ts";
import { withProgress } from "./progress.ts";
import { provisionsAtEnd, runDestroyProvisioners } from "./provisioners.ts";
import { providerKeepsNothing } from "./recover.ts";

export async function applyDelete(
  run: ApplyRun,
  change: ResourceChange,
  deposedKey: string | undefined,
  leavePlace: () => void,
): Promise<boolean> {
  const { address } = change;
  const schema = present(
    schemaOf(run.plan.schemas, providerSourceOf(change.provider), address),
    `the schema of ${address.type}`,
  );
  const provider = providerOf(run, change.provider, address);
  const object = present(objectOf(run, change, deposedKey), formatInstance(address));
  const prior = unmarkDeep(change.before).value;
  const range = run.nodes.get(formatBlockOf(change.address))?.resource.declRange;
  const operation = { address, deposedKey, action: "delete", id: idOfValue(prior) } as const;
  // As with what is made (`execute`): what lives in the state alone goes with it, unless more hangs on it.
  const keepsNothing = providerKeepsNothing(change);
  const plain = keepsNothing && !carriesServices(run.plan.schemas, change) && !provisionsAtEnd(run, change);
  const safety = plain ? "written" : "durable";
  return withProgress(run, operation, async (progress, complete) => {
    // What was never whole, or was put aside for its replacement, goes without.
    const whole = object.status === "ready" && deposedKey === undefined;
    if (whole && !(await runDestroyProvisioners(run, change))) {
      complete(false, undefined);
      return false;
    }
    const operationId = run.request.random.uuid();
    const type = impliedType(schema.block);
    const subject = { operationId, address, deposedKey, provider: change.provider } as const;
    const { dependencies, createBeforeDestroy } = object;
    const announced =
      keepsNothing ||
      (await announce(run, {
        kind: "intent",
        ...subject,
        action: "delete",
        schemaVersion: schema.version,
        plannedJson: encodeJson(prior, type),
        dependencies,
        createBeforeDestroy,
        provisioned: false,
      }));
    if (!announced) {
      complete(false, undefined);
      return false;
    }
    const nothing = Value.null(type);
    const answer = await provider.apply({
      type: address.type,
      prior,
      planned: nothing,
      config: nothing,
      private: object.private,
      operationId,
      signal: run.signal,
      progress,
    });
    const text = formatInstance(address);
    const found = [...providerDiagnostics(answer.diagnostics, { address: text, range })];
    const state = answer.value?.state;
    if (!hasErrors(found) && state !== undefined && !state.isNull) {
      const detail = `When applying changes to ${text}, provider ${JSON.stringify(change.provider)} produced an unexpected new value: Root object was absent, but now present.\n\nThis is a bug in the provider, which should be reported in the provider's own issue tracker.`;
      found.push(errorDiagnostic(engineError("provider-produced-inconsistent-result-after-apply"), detail));
    }
    run.walk.report(found);
    const ok = !hasErrors(found);
    if (ok && deposedKey !== undefined) await settleSuccessor(run, change, provider);
    const left = ok ? undefined : remaining(object, state, schema);
    await recordResult(run, { kind: "object", ...subject, object: left }, safety, leavePlace);
    complete(ok, undefined);
    return ok;
  });
}

/** The object that was made beside it gets what it had to do without. */
async function settleSuccessor(run: ApplyRun, change: ResourceChange, provider: Provider): Promise<void> {
  const { address } = change;
  if (provider.settle === undefined || run.state.current(address) === undefined) return;
  const state = unmarkDeep(stateOf(run, change)).value;
  const answer = await provider.settle({ type: address.type, state, signal: run.signal });
  run.walk.report(providerDiagnostics(answer.diagnostics, { address: formatInstance(address) }));
}

/** A failed destroy leaves what the provider says is left, or all of it. */
function remaining(
  object: InstanceObject,
  state: Value | undefined,
  schema: Parameters<typeof encodeObject>[1],
): InstanceObject | undefined {
  if (state === undefined) return object;
  return state.isNull ? undefined : encodeObject(state, schema, object);
}

function objectOf(
  run: ApplyRun,
  change: ResourceChange,
  deposedKey: string | undefined,
): InstanceObject | undefined {
  const text = formatInstance({ ...change.address, key: undefined });
  const instance = run.plan.priorState.resources.get(text)?.instances.get(change.address.key);
  return change.deposedKey === undefined ? instance?.current : instance?.deposed.get(deposedKey ?? "");
}
