import type { Backend, Module } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, evaluate, hasErrors } from "@tutti/hcl";
import { statePaths } from "@tutti/state";
import type { CommandContext } from "./command.ts";
import { productName } from "./product.ts";
import type { Report } from "./report.ts";
import { localBackend, readSavedBackend, type SavedBackend, writeSavedBackend } from "./workspace.ts";

type Settings = ReadonlyMap<string, string>;

const ARGUMENTS: ReadonlySet<string> = new Set(["path", "workspace_dir"]);

export interface BackendFlags {
  readonly "backend-config": readonly string[];
  readonly reconfigure: boolean;
  readonly "migrate-state": boolean;
  readonly "force-copy": boolean;
}

/** What the `backend` block says, evaluated; undefined where there is none. */
export function readBackend(backend: Backend | undefined): {
  readonly settings: Settings | undefined;
  readonly diagnostics: readonly Diagnostic[];
} {
  if (backend === undefined) return { settings: undefined, diagnostics: [] };
  if (backend.type !== "local") return { settings: undefined, diagnostics: [unsupported(backend)] };
  const { content, diagnostics } = backend.config.content({
    attributes: [...ARGUMENTS].map((name) => ({ name })),
  });
  const settings = new Map<string, string>();
  const found = [...diagnostics];
  for (const [name, attribute] of content.attributes) {
    const { value, diagnostics: wrong } = evaluate(attribute.expression);
    found.push(...wrong);
    if (hasErrors(wrong) || value.isNull) continue;
    if (value.isKnown && value.type.kind === "string") settings.set(name, value.asString);
    else
      found.push(
        errorDiagnostic(
          "Invalid backend argument",
          `The argument "${name}" must be a known string.`,
          attribute.expression.range,
        ),
      );
  }
  return { settings, diagnostics: found };
}

const TERRAFORMS: ReadonlySet<string> = new Set(
  "azurerm consul cos gcs http kubernetes oci oss pg remote s3".split(" "),
);

function unsupported(backend: Backend): Diagnostic {
  return errorDiagnostic(
    "Unsupported backend type",
    TERRAFORMS.has(backend.type)
      ? `Tutti keeps state in local files so far; the backend "${backend.type}" is not supported yet. Remove the block, or use backend "local".`
      : `There is no backend type named "${backend.type}".`,
    backend.typeRange,
  );
}

/** Says which block it is, without what the command line adds, as a small whole number. */
export function backendHash(settings: Settings): number {
  let hash = 0x811c9dc5;
  for (const letter of JSON.stringify([...settings].sort())) {
    hash ^= letter.charCodeAt(0);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}

function sameSettings(a: Settings, b: Settings): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}

/** For every command but `init`: the configuration must be the one that was initialised. */
export async function checkBackend(context: CommandContext, module: Module): Promise<readonly Diagnostic[]> {
  const { settings, diagnostics } = readBackend(module.backend);
  if (hasErrors(diagnostics)) return diagnostics;
  const saved = await readSavedBackend(context.runtime);
  if (settings === undefined && saved === undefined) return [];
  if (settings === undefined)
    return [initRequired(context, `Unsetting the previously set backend "${saved?.type}"`)];
  if (saved === undefined)
    return [initRequired(context, 'Initial configuration of the requested backend "local"')];
  if (saved.hash === backendHash(settings) || sameSettings(saved.config, settings)) return [];
  return [initRequired(context, "Backend configuration block has changed")];
}

function initRequired(context: CommandContext, reason: string): Diagnostic {
  const { title, command } = productName(context.product);
  return errorDiagnostic(
    `Backend initialization required, please run "${command} init"`,
    `Reason: ${reason}\n\nThe "backend" is the interface that ${title} uses to store state,\nperform operations, etc. If this message is showing up, it means that the\n${title} configuration you're using is using a custom configuration for\nthe ${title} backend.\n\nChanges to backend configurations require reinitialization. This allows\n${title} to set up the new configuration, copy existing state, etc. Please run\n"${command} init" with either the "-reconfigure" or "-migrate-state" flags to\nuse the current configuration.\n\nIf the change reason above is incorrect, please verify your configuration\nhasn't changed and try again. At this point, no changes to your existing\nconfiguration or state have been made.`,
  );
}

/** What `init` does for the state's place; 0, or the status of a refusal. */
export async function configureBackend(
  context: CommandContext,
  report: Report,
  module: Module,
  flags: BackendFlags,
): Promise<number> {
  const block = readBackend(module.backend);
  if (hasErrors(block.diagnostics)) return report.diagnostics(block.diagnostics);
  const saved = await readSavedBackend(context.runtime);
  if (block.settings === undefined) return unsetBackend(context, report, saved, flags);
  const wanted = new Map(block.settings);
  for (const text of flags["backend-config"]) {
    const wrong = await addSetting(context, wanted, text);
    if (wrong !== undefined) return report.diagnostics([wrong]);
  }
  const next: SavedBackend = { type: "local", config: wanted, hash: backendHash(block.settings) };
  if (saved !== undefined && !flags.reconfigure) {
    if (sameSettings(saved.config, wanted)) {
      if (saved.hash !== next.hash) await writeSavedBackend(context.runtime, next);
      return 0;
    }
    if (!flags["migrate-state"]) return changedError(context, report);
    const { title } = productName(context.product);
    context.stdout.write(
      `Backend configuration changed!\n\n${title} has detected that the configuration specified for the backend\nhas changed. ${title} will now check for existing state in the backends.\n\n\n`,
    );
    await copyState(context, localBackend(saved), localBackend(next));
  } else if (saved === undefined && !flags.reconfigure && flags["force-copy"]) {
    await copyState(context, {}, localBackend(next));
  }
  await writeSavedBackend(context.runtime, next);
  const { title } = productName(context.product);
  context.stdout.write(
    `\nSuccessfully configured the backend "local"! ${title} will automatically\nuse this backend unless the backend configuration changes.\n`,
  );
  return 0;
}

/** `name=value`, or a file of such lines. */
async function addSetting(
  context: CommandContext,
  wanted: Map<string, string>,
  text: string,
): Promise<Diagnostic | undefined> {
  const equals = text.indexOf("=");
  const lines =
    equals < 0
      ? (await context.runtime.disk.readText(text).catch(() => ""))
          .split("\n")
          .filter((line) => line.includes("="))
      : [text];
  for (const line of lines) {
    const at = line.indexOf("=");
    const name = line.slice(0, at).trim();
    if (!ARGUMENTS.has(name))
      return errorDiagnostic(
        "Invalid backend configuration argument",
        `The backend configuration argument "${name}" given on the command line is not expected for the selected backend type.`,
      );
    wanted.set(
      name,
      line
        .slice(at + 1)
        .trim()
        .replace(/^"(.*)"$/, "$1"),
    );
  }
  return undefined;
}

async function unsetBackend(
  context: CommandContext,
  report: Report,
  saved: SavedBackend | undefined,
  flags: BackendFlags,
): Promise<number> {
  if (saved === undefined) return 0;
  const { title } = productName(context.product);
  if (!flags.reconfigure) {
    if (!flags["migrate-state"]) return changedError(context, report);
    context.stdout.write(
      `${title} has detected you're unconfiguring your previously set "${saved.type}" backend.\n\n\n`,
    );
    await copyState(context, localBackend(saved), {});
    context.stdout.write(
      `Successfully unset the backend "${saved.type}". ${title} will now operate locally.\n`,
    );
  }
  await writeSavedBackend(context.runtime, undefined);
  return 0;
}

function changedError(context: CommandContext, report: Report): number {
  const { command } = productName(context.product);
  return report.error(
    "Backend configuration changed",
    `A change in the backend configuration has been detected, which may require migrating existing state.\n\nIf you wish to attempt automatic migration of the state, use "${command} init -migrate-state".\nIf you wish to store the current configuration with no changes to the state, use "${command} init -reconfigure".`,
  );
}

async function copyState(
  context: CommandContext,
  from: ReturnType<typeof localBackend>,
  to: ReturnType<typeof localBackend>,
): Promise<void> {
  const { disk } = context.runtime;
  const source = statePaths("default", from).read;
  const target = statePaths("default", to).write;
  if (source === target || (await disk.stat(source)) === undefined) return;
  await disk.replaceFile(target, await disk.readFile(source));
}
