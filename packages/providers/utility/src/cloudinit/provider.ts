import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { utilityFactory } from "../utility-factory.ts";
import { CONFIG_DATA, CONFIG_RESOURCE } from "./cloudinit-config.ts";

/** `hashicorp/cloudinit`: several files as one user data. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const parts = {
    resources: { cloudinit_config: CONFIG_RESOURCE },
    dataSources: { cloudinit_config: CONFIG_DATA },
  };
  return utilityFactory("cloudinit", parts, runtime);
}
