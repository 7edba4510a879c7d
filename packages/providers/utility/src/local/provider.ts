import type { ProviderFactory } from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { utilityFactory } from "../utility-factory.ts";
import { COMMAND_ACTION, COMMAND_DATA, EPHEMERAL_COMMAND } from "./command.ts";
import { direxists } from "./direxists.ts";
import { fileData } from "./file-data.ts";
import { LOCAL_FILE, LOCAL_SENSITIVE_FILE } from "./file-resource.ts";

/** `hashicorp/local`: files and commands of this machine. */
export function createProviderFactory(runtime: Runtime): ProviderFactory {
  const parts = {
    resources: { local_file: LOCAL_FILE, local_sensitive_file: LOCAL_SENSITIVE_FILE },
    dataSources: {
      local_command: COMMAND_DATA,
      local_file: fileData(false),
      local_sensitive_file: fileData(true),
    },
    ephemeral: { local_command: EPHEMERAL_COMMAND },
    actions: { local_command: COMMAND_ACTION },
    functions: { direxists: direxists(runtime) },
  };
  return utilityFactory("local", parts, runtime);
}
