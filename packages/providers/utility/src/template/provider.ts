import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { CONFIG_DATA, CONFIG_RESOURCE } from "../cloudinit/cloudinit-config.ts";
import { utilityFactory } from "../utility-factory.ts";
import { TEMPLATE_FILE } from "./template-file.ts";

/** `hashicorp/template`, which nobody keeps any more: `templatefile` and `hashicorp/cloudinit` do the same. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const parts = {
    resources: { template_cloudinit_config: CONFIG_RESOURCE },
    dataSources: { template_cloudinit_config: CONFIG_DATA, template_file: TEMPLATE_FILE },
  };
  return utilityFactory("template", parts, runtime);
}
