/** Providers that lie beside the configuration, for those who write them: linked by `init`, and used as they are. */

import { dirname, resolve } from "node:path";
import { type Diagnostic, errorDiagnostic } from "@tutti/hcl";
import type { Disk, Runtime } from "@tutti/runtime";
import { installError } from "../errors.ts";
import { packageFolder, programIn } from "./package-folders.ts";
import { ownPlatform } from "./platform.ts";

/** Stands where others have a version. */
const VERSION = "dev";
/** Where a program lies in the folder of a provider: there itself, or where `provider build` puts it. */
const PLACES = ["dist", "."];

/** Where a local provider's link lies below `.terraform/providers`. */
export function localFolder(
  root: string,
  source: string,
  { environment }: Pick<Runtime, "environment">,
): string {
  return packageFolder(root, source, VERSION, ownPlatform(environment));
}

/** Links the folder in which its program lies; undefined where that went well. */
export async function linkLocalProvider(
  runtime: Runtime,
  root: string,
  { source, folders = [] }: { readonly source: string; readonly folders?: readonly string[] },
): Promise<Diagnostic | undefined> {
  const { disk, environment } = runtime;
  const [folder] = folders;
  if (folder === undefined || folders.length > 1)
    return errorDiagnostic(
      installError("local-provider-unusable"),
      folders.length > 1
        ? `Modules name different folders for one provider: ${folders.join(", ")}. Call the folders otherwise, or name one of them.`
        : `No module says in which folder the provider ${source} lies. Write its source into required_providers, like "./providers/x".`,
    );
  const place = await placeOf(disk, folder, source);
  if (place === undefined)
    return errorDiagnostic(
      installError("local-provider-unusable"),
      `There is no program terraform-provider-${source.split("/").at(-1)} in ${folder} or ${folder}/dist. Where it is one in TypeScript, build it there:\n  <tutti> provider build`,
    );
  const link = localFolder(root, source, runtime);
  await disk.remove(link, { recursive: true });
  await disk.makeDirectory(dirname(link));
  await disk.makeLink(link, resolve(environment.directory, place));
  return undefined;
}

async function placeOf(disk: Disk, folder: string, source: string): Promise<string | undefined> {
  for (const place of PLACES) {
    const path = `${folder}/${place}`;
    if ((await programIn(disk, path, source)) !== undefined) return path;
  }
  return undefined;
}
