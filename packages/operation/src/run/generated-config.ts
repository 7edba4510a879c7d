/** Blocks for what `import` blocks bring in and nothing declares yet. */

import { formatResourceName } from "@tutti/addresses";
import {
  type Config,
  GENERATED_SOURCE,
  type Import,
  loadConfig,
  MANIFEST_PATH,
  memorySources,
  writtenProvider,
} from "@tutti/config";
import type { Plan } from "@tutti/engine";
import type { Runtime } from "@tutti/runtime";
import { languageOf } from "../configuration/features.ts";
import { manifestPath } from "../configuration/workspace.ts";
import { TERRAFORM_VERSION } from "../terraform-version.ts";

/** The configuration with an empty block for each object that is to be described, by the addresses of these. */
export async function withEmptyBlocks(
  runtime: Runtime,
  config: Config,
): Promise<{ readonly config: Config; readonly generate: ReadonlySet<string> }> {
  const { imports, resources } = config.root.module;
  // The address as it was written has modules and keys, the resource's name has neither.
  const missing = imports.filter(
    ({ toResource, forEach, toKey }) =>
      forEach === undefined &&
      toKey === formatResourceName(toResource) &&
      !resources.has(formatResourceName(toResource)),
  );
  if (missing.length === 0) return { config, generate: new Set() };
  const text = missing.map(emptyBlock).join("");
  return {
    config: await withSource(runtime, config, text),
    generate: new Set(missing.map(({ toResource }) => formatResourceName(toResource))),
  };
}

/** The configuration as it is with what was written. */
export async function withWrittenBlocks(runtime: Runtime, config: Config, plan: Plan): Promise<Config> {
  const blocks = plan.changes.flatMap(({ generatedConfig }) =>
    generatedConfig === undefined ? [] : [`${generatedConfig}\n`],
  );
  return blocks.length === 0 ? config : withSource(runtime, config, blocks.join(""));
}

function emptyBlock({ toResource: { type, name }, provider }: Import): string {
  const reference = provider === undefined ? "" : `  provider = ${writtenProvider(provider)}\n`;
  return `resource "${type}" "${name}" {\n${reference}}\n`;
}

async function withSource(runtime: Runtime, config: Config, text: string): Promise<Config> {
  const files = new Map(config.sources);
  files.set(GENERATED_SOURCE, text);
  const manifest = manifestPath(runtime);
  if ((await runtime.disk.stat(manifest)) !== undefined)
    files.set(MANIFEST_PATH, await runtime.disk.readText(manifest));
  const language = languageOf(runtime.environment);
  const loaded = await loadConfig(memorySources(files, language), { productVersion: TERRAFORM_VERSION });
  return loaded.config ?? config;
}
