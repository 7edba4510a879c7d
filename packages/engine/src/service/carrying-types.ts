import { type Config, typesWithServices } from "@tutti/config";
import { isRecord, type Plain, type ProviderSchema, SERVICE_BLOCK } from "@tutti/plugin";
import { type OpenIntent, objectsMentioning, type ResourceState, type State } from "@tutti/state";
import { providerSourceOf } from "../graph/provider-address.ts";
import type { ResourceChange } from "../plan.ts";
import type { CarryingTypes } from "./carrying-registry.ts";

/**
 * The types of which the configuration has `service` blocks, the state still
 * has registrations, or an apply that was killed was about to make some.
 */
export function carryingTypes(
  config: Config | undefined,
  state: State,
  intents: readonly OpenIntent[] = [],
): CarryingTypes {
  const found = new Map<string, Set<string>>();
  if (config !== undefined) {
    for (const [source, types] of typesWithServices(config.root)) found.set(source, new Set(types));
  }
  for (const { address, provider, instances } of state.resources.values()) {
    if (address.mode !== "managed") continue;
    const source = providerSourceOf(provider);
    const types = found.get(source) ?? new Set();
    if (types.has(address.type)) continue;
    if (holdsServices(instances)) found.set(source, types.add(address.type));
  }
  for (const { address, provider, plannedJson } of intents) {
    if (!hasServices(plannedJson)) continue;
    const source = providerSourceOf(provider);
    found.set(source, (found.get(source) ?? new Set()).add(address.type));
  }
  return found;
}

/** The types that a plan's schemas say to carry services. */
export function carryingTypesOf(schemas: ReadonlyMap<string, ProviderSchema>): CarryingTypes {
  const found = new Map<string, ReadonlySet<string>>();
  for (const [source, { resourceTypes }] of schemas) {
    const types = [...resourceTypes].filter(([, { block }]) => isServiceBlock(block.blocks.get("service")));
    if (types.length > 0) found.set(source, new Set(types.map(([name]) => name)));
  }
  return found;
}

/** True where services stand behind the object of a change, or did before. */
export function carriesServices(
  schemas: ReadonlyMap<string, ProviderSchema>,
  { address, provider, before, after }: Pick<ResourceChange, "address" | "provider" | "before" | "after">,
): boolean {
  if (address.mode !== "managed") return false;
  const schema = schemas.get(providerSourceOf(provider))?.resourceTypes.get(address.type);
  if (!isServiceBlock(schema?.block.blocks.get("service"))) return false;
  return [before, after].some((value) => {
    if (value.isNull) return false;
    const services = value.isKnown ? value.asEntries.get("service")?.withoutMarks() : undefined;
    return services === undefined || services.isUnknown || (!services.isNull && services.asEntries.size > 0);
  });
}

/** Also one that was read from a plan file, where it is equal and not the same. */
function isServiceBlock(block: { readonly nesting: string; readonly block: object } | undefined): boolean {
  if (block === undefined || block.nesting !== SERVICE_BLOCK.nesting) return false;
  const { attributes, blocks } = block.block as (typeof SERVICE_BLOCK)["block"];
  return attributes.has("enable_tag_override") && blocks.has("check");
}

function holdsServices(instances: ResourceState["instances"]): boolean {
  // Most have none, which a look at the text tells; one that was not read yet stays unread.
  for (const object of objectsMentioning(instances, SERVICE_MEMBER))
    if (hasServices(object.attributesJson)) return true;
  return false;
}

const SERVICE_MEMBER = '"service"';

function hasServices(attributesJson: string): boolean {
  if (!attributesJson.includes(SERVICE_MEMBER)) return false;
  const attributes: Plain = JSON.parse(attributesJson);
  return isRecord(attributes) && isRecord(attributes.service) && Object.keys(attributes.service).length > 0;
}
