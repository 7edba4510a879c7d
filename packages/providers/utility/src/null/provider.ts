import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { utilityFactory } from "../utility-factory.ts";
import { NULL_DATA_SOURCE } from "./null-data-source.ts";
import { NULL_RESOURCE } from "./null-resource.ts";

/** `hashicorp/null`: a resource and a data source that do nothing. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const parts = {
    resources: { null_resource: NULL_RESOURCE },
    dataSources: { null_data_source: NULL_DATA_SOURCE },
  };
  return utilityFactory("null", parts, runtime);
}
