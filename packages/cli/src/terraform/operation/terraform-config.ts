import { type Config, type LoadResult, loadConfig, type ModuleNode } from "@tutti/config";
import type { CommandContext } from "../../command/command.ts";
import { TERRAFORM_VERSION } from "../../command/product.ts";
import type { Report } from "../views/report.ts";
import { diskSources } from "./terraform-sources.ts";
import { dataDirectory } from "./workspace.ts";

/** Reads the configuration of the working directory; its sources serve the report from here on. */
export async function loadRoot(
  context: CommandContext,
  report: Report,
  options: { readonly install?: boolean; readonly tests?: boolean; readonly directory?: string } = {},
): Promise<LoadResult> {
  const result = await loadConfig(diskSources(context.runtime), {
    productVersion: TERRAFORM_VERSION,
    manifestPath: `${dataDirectory(context.runtime)}/modules/modules.json`,
    ...options,
  });
  if (result.config !== undefined) report.sources = result.config.sources;
  return result;
}

/** True where the directory holds no configuration files at all. */
export function isEmptyConfig(config: Config): boolean {
  return ![...config.sources.keys()].some((name) => /\.tf(\.json)?$/.test(name));
}

/** Source addresses of all providers that the tree names, in order. */
export function providerSources(root: ModuleNode): readonly string[] {
  const found = new Set<string>();
  const visit = (node: ModuleNode): void => {
    for (const resource of node.module.resources.values()) found.add(resource.providerSource);
    for (const { source } of node.module.requiredProviders.values()) found.add(source);
    for (const child of node.children.values()) visit(child);
  };
  visit(root);
  return [...found].sort();
}
