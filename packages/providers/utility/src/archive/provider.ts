import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { utilityFactory } from "../utility-factory.ts";
import { ARCHIVE_DATA, ARCHIVE_RESOURCE } from "./archive-file.ts";

/** `hashicorp/archive`: files as a zip or a tar. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const parts = {
    resources: { archive_file: ARCHIVE_RESOURCE },
    dataSources: { archive_file: ARCHIVE_DATA },
  };
  return utilityFactory("archive", parts, runtime);
}
