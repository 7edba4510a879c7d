import { type LoadResult, loadConfig } from "@tutti/config";
import type { Runtime } from "@tutti/runtime";
import { diskSources } from "../configuration/disk-sources.ts";
import { earlyFacts } from "../configuration/early-facts.ts";
import { TERRAFORM_VERSION } from "../terraform-version.ts";

/** The tree of a module that a run names, as a configuration of its own. */
export function loadRunModule(runtime: Runtime, source: string): Promise<LoadResult> {
  return loadConfig(diskSources(runtime), {
    productVersion: TERRAFORM_VERSION,
    directory: source,
    install: true,
    early: earlyFacts(runtime),
  });
}
