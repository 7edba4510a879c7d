/** The services of objects enter and leave the catalog, as steps of their own. */

import { formatInstance } from "@tutti/addresses";
import { hasErrors } from "@tutti/hcl";
import { Fields } from "@tutti/plugin";
import { unmarkDeep, Value } from "@tutti/values";
import { providerSourceOf } from "../graph/provider-address.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { exactType } from "../object/exact-type.ts";
import { decodeSameVersion, encodeObject } from "../object/object-codec.ts";
import type { ResourceChange } from "../plan.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import { serviceCarrier } from "../service/carrying-provider.ts";
import type { ServiceCarrier } from "../service/service-carrier.ts";
import { type ApplyRun, record } from "./apply-run.ts";
import { instanceOf, present } from "./planned-parts.ts";

/**
 * Registers what the state says of the object that was just made or changed.
 * What could not be registered leaves the state again, so that the next plan
 * makes it up: the object itself is whole.
 */
export async function registerServices(
  run: ApplyRun,
  change: ResourceChange,
  hiddenFor: string | undefined,
): Promise<boolean> {
  const { address } = change;
  const text = formatInstance(address);
  const { current, schema, decoded } = currentOf(run, change);
  const state = unmarkDeep(decoded).value;
  // What a replacement's predecessor has registered goes with the predecessor.
  const before = change.action === "update" ? unmarkDeep(change.before).value : Value.null(state.type);
  const { type } = address;
  const registered = await carrierOf(run, change).register({
    type,
    before,
    state,
    signal: run.signal,
    hiddenFor,
  });
  const item = instanceOf(run, change);
  const place = { address: text, body: item.node.resource.config };
  const found = providerDiagnostics(registered.diagnostics, place);
  run.walk.report(found);
  if (!hasErrors(found)) return true;
  const value = exactType(registered.state);
  const object = encodeObject(value, schema, current);
  await record(run, {
    kind: "object",
    operationId: undefined,
    address,
    deposedKey: undefined,
    provider: change.provider,
    object: { ...object, sensitivePaths: current.sensitivePaths },
  });
  return false;
}

/** An agent that cannot be reached keeps nothing from going: a warning says so. */
export async function deregisterServices(run: ApplyRun, change: ResourceChange): Promise<boolean> {
  const prior = unmarkDeep(change.before).value;
  const kept = change.action === "create-then-delete" ? idsOf(run, change) : new Set<string>();
  const found = await carrierOf(run, change).deregister({ prior, kept, signal: run.signal });
  run.walk.report(providerDiagnostics(found, { address: formatInstance(change.address) }));
  return true;
}

/** The ids that the object which took the place of another has registered. */
function idsOf(run: ApplyRun, change: ResourceChange): ReadonlySet<string> {
  const services = Fields.of(unmarkDeep(currentOf(run, change).decoded).value).labelled("service");
  return new Set([...services.values()].map((service) => service.text("id")));
}

/** The current object of a change's address, as the state has it by now, with its marks. */
export function stateOf(run: ApplyRun, change: ResourceChange): Value {
  return currentOf(run, change).decoded;
}

/** The object as the state has it by now. */
function currentOf(run: ApplyRun, { address, provider }: ResourceChange) {
  const text = formatInstance(address);
  const current = present(run.state.current(address), text);
  const schema = present(schemaOf(run.plan.schemas, providerSourceOf(provider), address), address.type);
  return { current, schema, decoded: present(decodeSameVersion(current, schema, text).value, text) };
}

/** What brings the services of a change's object to their agent. */
export function carrierOf({ providers }: ApplyRun, { provider, address }: ResourceChange): ServiceCarrier {
  return present(
    serviceCarrier(present(providers.for(provider, address), provider)),
    `what carries the services of ${provider}`,
  );
}
