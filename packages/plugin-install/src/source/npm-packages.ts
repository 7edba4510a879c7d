/** Providers that are packages of npm, fetched by the `npm` of this machine, with its own settings. */

import { npmPackageOf } from "@tutti/config";
import { FetchFailure } from "@tutti/modules";
import { type ProcessResult, RuntimeError } from "@tutti/runtime";
import type { PackageSource, SourceContext } from "./package-source.ts";

const MINUTES_MAX = 10;
/** Of a package with thousands of versions. */
const ANSWER_BYTES_MAX = 16 << 20;
const PROGRAM = /^terraform-provider-/;
/**
 * Whoever runs a script by npm hands npm's settings down to it: what npm is asked here it shall say (with
 * `--silent` it names no reason), and do (with `--global` it installs beside the folder).
 */
const WHATEVER_IS_SET = ["--loglevel=error", "--location=project", "--no-global", "--no-dry-run"];

/**
 * What npm has. A package brings one program, which `bin` of its package.json calls
 * `terraform-provider-…`, with all that it needs: nothing that it depends on is fetched, and none of its
 * scripts is run.
 */
export function npmPackages(context: SourceContext): PackageSource {
  return {
    name: "the registry of npm",
    versions: (source) => versionsOf(context, packageOf(source)),
    find: async (source, version) => ({
      kind: "prepared",
      trust: "from npm",
      put: (folder) => put(context, packageOf(source), { version, source, folder }),
    }),
  };
}

function packageOf(source: string): string {
  const found = npmPackageOf(source);
  if (found === undefined) throw new Error(`${source} is no package of npm`);
  return found;
}

async function versionsOf(context: SourceContext, name: string): Promise<readonly string[] | undefined> {
  const { directory } = context.runtime.environment;
  const ended = await npm(context, directory, ["view", name, "versions", "--json"]);
  const answer = parsed(ended.stdout);
  if (ended.exitCode !== 0) {
    const code = memberOf(memberOf(answer, "error"), "code");
    if (code === "E404") return undefined;
    throw new FetchFailure(`npm could not say which versions of ${name} there are: ${lastWords(ended)}`);
  }
  const versions = Array.isArray(answer) ? answer : [answer];
  return versions.filter((one) => typeof one === "string");
}

interface Wanted {
  readonly version: string;
  readonly source: string;
  readonly folder: string;
}

async function put(context: SourceContext, name: string, { version, source, folder }: Wanted): Promise<void> {
  const { disk, environment, random } = context.runtime;
  const home = `${folder}.npm-${random.uuid()}`;
  await disk.makeDirectory(home, { mode: 0o700 });
  try {
    // npm reads the settings of the folder that it installs into.
    const settings = `${environment.directory}/.npmrc`;
    if ((await disk.stat(settings)) !== undefined)
      await disk.writeFile(`${home}/.npmrc`, await disk.readFile(settings), { mode: 0o600 });
    await disk.writeFile(`${home}/package.json`, '{ "private": true }\n');
    const ended = await npm(context, home, [
      "install",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--no-package-lock",
      "--omit=dev",
      "--omit=optional",
      "--omit=peer",
      `${name}@${version}`,
    ]);
    if (ended.exitCode !== 0)
      throw new FetchFailure(`npm could not install ${name} ${version}: ${lastWords(ended)}`);
    const installed = `${home}/node_modules/${name}`;
    const program = await programOf(context, name, installed);
    await disk.rename(installed, `${folder}/package`);
    const type = source.split("/").at(-1) ?? "";
    await disk.writeFile(
      `${folder}/terraform-provider-${type}`,
      `#!/usr/bin/env node\nimport(${JSON.stringify(`./package/${program}`)});\n`,
      { mode: 0o755 },
    );
  } finally {
    await disk.remove(home, { recursive: true });
  }
}

/** Where its program lies in a package. */
async function programOf(
  { runtime: { disk } }: SourceContext,
  name: string,
  folder: string,
): Promise<string> {
  const manifest = parsed(await disk.readFile(`${folder}/package.json`));
  const needed = Object.keys(recordOf(memberOf(manifest, "dependencies")));
  if (needed.length > 0)
    throw new FetchFailure(
      `the package ${name} depends on others (${needed.join(", ")}), and a provider's package brings all that it needs: its maker builds it with "<tutti> provider build"`,
    );
  const programs = Object.entries(recordOf(memberOf(manifest, "bin"))).filter(([file]) => PROGRAM.test(file));
  const [, path] = programs[0] ?? [];
  const isWithin = typeof path === "string" && !path.startsWith("/") && !path.split("/").includes("..");
  if (programs.length !== 1 || !isWithin)
    throw new FetchFailure(
      `the package ${name} has no program of a provider: its package.json names none like "terraform-provider-x" in "bin"`,
    );
  if ((await disk.stat(`${folder}/${path}`))?.kind !== "file")
    throw new FetchFailure(`the package ${name} lacks its program ${path}`);
  return path.replace(/^\.\//, "");
}

async function npm(
  { runtime, signal }: SourceContext,
  directory: string,
  args: readonly string[],
): Promise<ProcessResult> {
  try {
    return await runtime.processes.run(
      {
        program: "npm",
        args: [...args, ...WHATEVER_IS_SET],
        directory,
        timeoutMs: MINUTES_MAX * 60_000,
        outputMax: ANSWER_BYTES_MAX,
      },
      signal,
    );
  } catch (error) {
    if (!(error instanceof RuntimeError)) throw error;
    throw new FetchFailure(
      `a provider from npm needs npm on this machine, which could not be started: ${error.message}`,
    );
  }
}

/** What it wrote last of what is wrong, in one line. */
function lastWords({ stderr, timedOut }: ProcessResult): string {
  if (timedOut) return `it took longer than ${MINUTES_MAX} minutes`;
  const lines = new TextDecoder()
    .decode(stderr)
    .split("\n")
    .filter((line) => /^npm (error|ERR!)/.test(line) && !/A complete log/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!) ?/, "").trim())
    .filter((line) => line !== "");
  return lines.slice(0, 3).join("; ") || "it says nothing";
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function memberOf(value: unknown, name: string): unknown {
  return new Map(Object.entries(recordOf(value))).get(name);
}
