import { ownPlatform } from "@tutti/plugin-install";
import { RuntimeError } from "@tutti/runtime";
import type { Command, CommandContext } from "../command/command.ts";
import { listFlag, textFlag } from "../command/flags.ts";
import { cliError } from "../errors.ts";
import { refuseMoreThan } from "../terraform/flags/arguments.ts";
import { parseModern } from "../terraform/flags/command-flags.ts";
import { platformMistakes } from "../terraform/flags/platforms.ts";
import { Report } from "../terraform/views/report.ts";
import { type ProviderManifest, readProviderManifest } from "./provider-manifest.ts";

const FLAGS = { entry: textFlag("src/main.ts"), mirror: textFlag(), platform: listFlag() } as const;
/** Folders above the provider's that may have its packages: workspaces have them at their root. */
const FOLDERS_MAX = 20;
/** Bundling takes a fraction of a second. */
const BUNDLE_MS_MAX = 300_000;

/** Makes one executable file of a provider, which can be started wherever Node is. */
export const command: Command = {
  summary: "Make one executable file of a provider in TypeScript",
  flags: FLAGS,
  run,
};

async function run(context: CommandContext): Promise<number> {
  const flags = parseModern(context, "provider build", FLAGS);
  if (typeof flags === "number") return flags;
  const report = new Report(context, { unframed: true });
  const refused = refuseMoreThan(0, report, "provider build", flags.rest);
  if (refused !== undefined) return refused;
  const wrong = platformMistakes(flags.values.platform);
  if (wrong.length > 0) return report.diagnostics(wrong);
  const { runtime, stdout } = context;
  const manifest = await readProviderManifest(runtime.disk);
  if ("wrong" in manifest) return report.error(cliError("provider-manifest-unusable"), manifest.wrong);
  const bundled = await bundle(context, manifest, flags.values.entry);
  if (bundled !== undefined) return report.error(cliError("provider-not-built"), bundled);
  stdout.write(`Built ${manifest.program}.\n`);
  const { mirror, platform } = flags.values;
  if (mirror === "") stdout.write(howToTry(context, manifest));
  else {
    const platforms = platform.length > 0 ? platform : [ownPlatform(runtime.environment)];
    for (const place of await putIntoMirror(context, manifest, mirror, platforms))
      stdout.write(`Put it at ${place}.\n`);
  }
  return 0;
}

/** Undefined where it went well, else why not. */
async function bundle(
  { runtime }: CommandContext,
  { program }: ProviderManifest,
  entry: string,
): Promise<string | undefined> {
  const { disk, processes } = runtime;
  if ((await disk.stat(entry)) === undefined)
    return `There is no ${entry} in this folder, which a provider is built of. Go where it is, or name another file by -entry.`;
  const esbuild = await findEsbuild(runtime.disk);
  if (esbuild === undefined)
    return "esbuild is not installed here, which puts a provider into one file. To install what package.json names, run:\n  npm install";
  const args = [
    esbuild,
    entry,
    "--bundle",
    "--platform=node",
    "--target=node20",
    "--format=cjs",
    "--banner:js=#!/usr/bin/env node",
    `--outfile=${program}`,
    "--log-level=warning",
  ];
  const [node = "node"] = runtime.environment.self;
  try {
    const ended = await processes.run({ program: node, args, timeoutMs: BUNDLE_MS_MAX });
    if (ended.exitCode !== 0) return new TextDecoder().decode(ended.stderr).trim() || "esbuild says nothing";
  } catch (error) {
    if (error instanceof RuntimeError) return error.message;
    throw error;
  }
  await disk.setMode(program, 0o755);
  // A file without an ending is what the package.json above it says; this one is CommonJS wherever it lies.
  await disk.writeFile(`${folderOf(program)}/package.json`, '{ "type": "commonjs" }\n');
  return undefined;
}

async function findEsbuild(disk: CommandContext["runtime"]["disk"]): Promise<string | undefined> {
  for (let up = 0, folder = "."; up < FOLDERS_MAX; up += 1, folder += "/..") {
    const path = `${folder}/node_modules/esbuild/bin/esbuild`;
    if ((await disk.stat(path)) !== undefined) return path;
  }
  return undefined;
}

async function putIntoMirror(
  { runtime: { disk } }: CommandContext,
  { program, name, source, version }: ProviderManifest,
  mirror: string,
  platforms: readonly string[],
): Promise<readonly string[]> {
  const content = await disk.readFile(program);
  const places = platforms.map((platform) => `${mirror}/${source}/${version}/${platform}`);
  for (const place of places) {
    await disk.makeDirectory(place);
    await disk.writeFile(`${place}/terraform-provider-${name}_v${version}`, content, { mode: 0o755 });
  }
  return places;
}

function howToTry({ runtime }: CommandContext, { program, source }: ProviderManifest): string {
  const folder = `${runtime.environment.directory}/${folderOf(program)}`;
  return `\nTo use it as it is built each time, name it in the CLI configuration (the file of TF_CLI_CONFIG_FILE):\n\n  provider_installation {\n    dev_overrides {\n      "${source}" = "${folder}"\n    }\n    direct {}\n  }\n`;
}

function folderOf(path: string): string {
  return path.replace(/\/[^/]*$/, "");
}
