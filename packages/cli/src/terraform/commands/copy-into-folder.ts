import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import { dataDirectory, loadRootModule } from "@tutti/operation";
import type { CommandContext } from "../../command/command.ts";
import { cliError } from "../../errors.ts";

/** Makes the working directory, which has to be empty, a copy of the module at `source`. */
export async function copyIntoFolder(
  { runtime }: CommandContext,
  source: string,
  onBegin: (source: string) => void,
): Promise<readonly Diagnostic[]> {
  const entries = await runtime.disk.list(".");
  if (entries.some(({ name }) => !name.startsWith(".")))
    return [
      errorDiagnostic(
        cliError("working-directory-is-not-empty"),
        "To initialize the configuration already in this working directory, omit the -from-module option.",
      ),
    ];
  onBegin(source);
  const data = dataDirectory(runtime);
  if (entries.some(({ name }) => name !== data))
    return [
      errorDiagnostic(
        cliError("target-directory-not-empty"),
        "The target directory . is not empty, so it cannot be initialized with the -from-module=... option.",
      ),
    ];
  const { copyRootModule, parentAddress } = await import("@tutti/modules");
  const { hostSettings } = await import("../settings/host-settings.ts");
  const copied = await copyRootModule(source, {
    runtime,
    directory: `${data}/init-from-module`,
    settings: await hostSettings(runtime),
    upgrade: true,
  });
  if (hasErrors(copied)) return copied;
  const { config } = await loadRootModule(runtime);
  for (const { address } of config?.root.module.moduleCalls.values() ?? [])
    if (address?.kind === "local" && /^(\.\/)?\.\.(\/|$)/.test(address.path))
      return [
        errorDiagnostic(
          cliError("root-module-references-parent"),
          `The requested module ${JSON.stringify(source)} refers to a module via its parent directory. To use this as a new root module this source string must be rewritten as a remote source address, such as ${JSON.stringify(parentAddress(source, address.path))}.`,
        ),
      ];
  return copied;
}
