import {
  errorDiagnostic,
  Fields,
  fromPlain,
  nestedType,
  type Plain,
  type PlainRecord,
  type ProviderDiagnostic,
  type ProviderFailure,
  SERVICE_BLOCK,
  type ServiceInstance,
} from "@tutti/plugin";
import type { Value } from "@tutti/values";

/** Service blocks by their label, as plain data. */
export type Kept = Record<string, Plain>;

/** The type of the attribute that holds all service blocks of an object. */
export const SERVICE_TYPE = nestedType(SERVICE_BLOCK);

/** The service blocks of an object; none where it says nothing of them. */
export function servicesOf(value: Value): Value {
  return (value.isKnown ? value.asEntries.get("service") : undefined) ?? fromPlain(SERVICE_TYPE, {});
}

/** The same, as plain data. */
export function serviceRecords(state: Value): Kept {
  return Object.fromEntries(
    [...Fields.of(state).labelled("service")].map(([name, service]) => [name, service.record]),
  );
}

/** The instance is somewhere else than when it was registered (a container restarted with another address). */
export function moved(service: Fields, before: ServiceInstance, after: ServiceInstance): boolean {
  const port = service.number("port");
  const from = before.endpoint(port);
  const to = after.endpoint(port);
  if (typeof from === "string" || typeof to === "string") return false;
  const owner = before.owner?.ID !== after.owner?.ID || before.owner?.StartedAt !== after.owner?.StartedAt;
  return owner || (from.address === service.string("address") && from.address !== to.address);
}

/** A service as the agent has it, so that a change made there is seen. */
export function asRegistered(service: Fields, found: Fields): PlainRecord {
  const tags = found.strings("Tags");
  const meta = found.map("Meta");
  const same = JSON.stringify(tags) === JSON.stringify(service.strings("tags"));
  const sameMeta = JSON.stringify([...meta].sort()) === JSON.stringify([...service.map("meta")].sort());
  return {
    ...service.record,
    address: found.string("Address") ?? service.plain("address"),
    ...(same || service.bool("enable_tag_override") === true ? {} : { tags }),
    ...(sameMeta ? {} : { meta: Object.fromEntries(meta) }),
  };
}

/** A registration that could not be taken away is no reason to keep what stands behind it. */
export function leftToTheAgent(failure: ProviderFailure): ProviderDiagnostic {
  return {
    ...errorDiagnostic(failure.kind, ""),
    severity: "warning",
    detail: `${failure.detail} The agent drops the registration by itself once it sees that what stood behind it is gone.`,
  };
}
