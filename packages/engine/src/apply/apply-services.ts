/** The services of objects enter and leave the catalog, as steps of their own. */

import { formatInstance } from "@tutti/addresses";
import { hasErrors } from "@tutti/hcl";
import { Fields, type Provider } from "@tutti/plugin";
import { unmarkDeep, unmarkWithPaths, Value } from "@tutti/values";
import { providerSourceOf } from "../graph/provider-address.ts";
import { schemaOf } from "../graph/schema-of.ts";
import { exactType } from "../object/exact-type.ts";
import { decodeSameVersion, encodeObject } from "../object/object-codec.ts";
import type { ResourceChange } from "../plan.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import { serviceCarrier } from "../service/carrying-provider.ts";
import { instanceOf } from "./apply-change.ts";
import { type ApplyRun, record, setValue } from "./apply-run.ts";

/**
 * Registers what the state says of the object that was just made or changed.
 * What could not be registered leaves the state again, so that the next plan
 * makes it up: the object itself is whole.
 */
export async function registerServices(run: ApplyRun, change: ResourceChange): Promise<boolean> {
  const { address } = change;
  const current = run.state.current(address);
  const carrier = carrierOf(run.providers.get(change.provider));
  const schema = schemaOf(run.plan.schemas, providerSourceOf(change.provider), address);
  if (current === undefined || carrier === undefined || schema === undefined) return false;
  const text = formatInstance(address);
  const decoded = decodeSameVersion(current, schema, text);
  if (decoded.value === undefined) return false;
  const { value: state, marks } = unmarkWithPaths(decoded.value);
  // What a replacement's predecessor has registered goes with the predecessor.
  const before = change.action === "update" ? unmarkDeep(change.before).value : Value.null(state.type);
  const { type } = address;
  const registered = await carrier.register({ type, before, state, signal: run.signal });
  const item = instanceOf(run, change);
  const place = item && { body: item.node.body, range: item.node.resource.declRange };
  const found = providerDiagnostics(registered.diagnostics, { address: text, ...place });
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
  if (item !== undefined && marks.length === 0) setValue(item, value);
  return false;
}

/** An agent that cannot be reached keeps nothing from going: a warning says so. */
export async function deregisterServices(run: ApplyRun, change: ResourceChange): Promise<boolean> {
  const carrier = carrierOf(run.providers.get(change.provider));
  if (carrier === undefined) return true;
  const prior = unmarkDeep(change.before).value;
  const kept = change.action === "create-then-delete" ? idsOf(run, change) : new Set<string>();
  const found = await carrier.deregister({ prior, kept, signal: run.signal });
  run.walk.report(providerDiagnostics(found, { address: formatInstance(change.address) }));
  return true;
}

/** The ids that the object which took the place of another has registered. */
function idsOf(run: ApplyRun, change: ResourceChange): ReadonlySet<string> {
  const current = run.state.current(change.address);
  const schema = schemaOf(run.plan.schemas, providerSourceOf(change.provider), change.address);
  if (current === undefined || schema === undefined) return new Set();
  const { value } = decodeSameVersion(current, schema, formatInstance(change.address));
  if (value === undefined) return new Set();
  const services = Fields.of(unmarkDeep(value).value).labelled("service");
  return new Set([...services.values()].map((service) => service.text("id")));
}

function carrierOf(provider: Provider | undefined): ReturnType<typeof serviceCarrier> {
  return provider && serviceCarrier(provider);
}
