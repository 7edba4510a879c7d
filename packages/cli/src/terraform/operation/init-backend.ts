import type { Backend, Module } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors, parseConfig, parseJsonConfig } from "@tutti/hcl";
import { RuntimeError } from "@tutti/runtime";
import {
  type BackendDefinition,
  type BackendOverride,
  type BackendSettings,
  backendTypes,
  decodeBackendSettings,
  encodeSettings,
  findBackend,
  type StateHandle,
  type StateProblem,
} from "@tutti/state";
import type { CommandContext } from "../../command/command.ts";
import { productName } from "../../command/product.ts";
import type { Report } from "../views/report.ts";
import { createSavedBackend } from "./state-access.ts";
import { readSavedBackend, type SavedBackend, writeSavedBackend } from "./workspace.ts";

export interface BackendFlags {
  readonly "backend-config": readonly string[];
  readonly reconfigure: boolean;
  readonly "migrate-state": boolean;
  readonly "force-copy": boolean;
}

/** A `backend` block, decoded as its backend declares. */
interface ReadBackend {
  readonly definition: BackendDefinition;
  /** With what the command line adds; undefined where something is wrong. */
  readonly settings: BackendSettings | undefined;
  /** Says which block it is, without what the command line adds. */
  readonly hash: number;
}

/** What the `backend` block says; no block where there is none. */
function readBackend(
  context: CommandContext,
  backend: Backend | undefined,
  overrides: readonly BackendOverride[] = [],
): { readonly block: ReadBackend | undefined; readonly diagnostics: readonly Diagnostic[] } {
  if (backend === undefined) return { block: undefined, diagnostics: [] };
  const definition = findBackend(backend.type);
  if (typeof definition === "string")
    return { block: undefined, diagnostics: [unsupported(context, backend, definition)] };
  const { settings, written, diagnostics } = decodeBackendSettings(definition, backend.config, overrides);
  return { block: { definition, settings, hash: backendHash(definition.type, written) }, diagnostics };
}

function unsupported(context: CommandContext, backend: Backend, why: "not-yet" | "unknown"): Diagnostic {
  const types = backendTypes().map((type) => `"${type}"`);
  return errorDiagnostic(
    "Unsupported backend type",
    why === "not-yet"
      ? `${productName(context.product).title} does not have the backend "${backend.type}" yet; it has ${types.join(", ")}. Remove the block, or use one of these.`
      : `There is no backend type named "${backend.type}".`,
    backend.typeRange,
  );
}

/** A small whole number that tells one block from another. */
function backendHash(type: string, settings: BackendSettings | undefined): number {
  let hash = 0x811c9dc5;
  for (const letter of `${type} ${encodeSettings(settings ?? new Map())}`) {
    hash ^= letter.charCodeAt(0);
    hash = Math.imul(hash, 0x01000193) >>> 0;
  }
  return hash;
}

function sameBackend(a: SavedBackend, b: SavedBackend): boolean {
  return a.type === b.type && encodeSettings(a.settings) === encodeSettings(b.settings);
}

/** For every command but `init`: the configuration must be the one that was initialised. */
export async function checkBackend(context: CommandContext, module: Module): Promise<readonly Diagnostic[]> {
  const { block, diagnostics } = readBackend(context, module.backend);
  // What is missing may have been given to `init`; what is wrong stays wrong.
  if (hasErrors(diagnostics) && (block === undefined || block.settings !== undefined)) return diagnostics;
  const saved = await readSavedBackend(context.runtime);
  if (block === undefined && saved === undefined) return [];
  if (block === undefined)
    return [initRequired(context, `Unsetting the previously set backend "${saved?.type}"`)];
  const { type } = block.definition;
  if (saved === undefined)
    return [initRequired(context, `Initial configuration of the requested backend "${type}"`)];
  if (saved.type !== type)
    return [initRequired(context, `Backend type changed from "${saved.type}" to "${type}"`)];
  if (saved.hash === block.hash) return [];
  const { settings, hash } = block;
  if (settings !== undefined && sameBackend(saved, { type, settings, hash })) return [];
  return hasErrors(diagnostics)
    ? diagnostics
    : [initRequired(context, "Backend configuration block has changed")];
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
  const overrides = await readOverrides(context, report, flags["backend-config"]);
  if (typeof overrides === "number") return overrides;
  const { block, diagnostics } = readBackend(context, module.backend, overrides);
  if (hasErrors(diagnostics)) return report.diagnostics(diagnostics);
  const saved = await readSavedBackend(context.runtime);
  if (block?.settings === undefined) return unsetBackend(context, report, saved, flags);
  const { type } = block.definition;
  const next: SavedBackend = { type, settings: block.settings, hash: block.hash };
  if (saved !== undefined && !flags.reconfigure) {
    if (sameBackend(saved, next)) {
      if (saved.hash !== next.hash) await writeSavedBackend(context.runtime, next);
      return 0;
    }
    if (!flags["migrate-state"]) return changedError(context, report);
    const { title } = productName(context.product);
    context.stdout.write(
      `Backend configuration changed!\n\n${title} has detected that the configuration specified for the backend\nhas changed. ${title} will now check for existing state in the backends.\n\n\n`,
    );
  }
  const from = flags.reconfigure || (saved === undefined && !flags["force-copy"]) ? "nothing" : saved;
  if (from !== "nothing") {
    const status = await copyStates(context, report, from, next);
    if (status !== 0) return status;
  }
  await writeSavedBackend(context.runtime, next);
  const { title } = productName(context.product);
  context.stdout.write(
    `\nSuccessfully configured the backend "${type}"! ${title} will automatically\nuse this backend unless the backend configuration changes.\n`,
  );
  return 0;
}

/** Each is `name=value`, or names a file of arguments. */
async function readOverrides(
  context: CommandContext,
  report: Report,
  given: readonly string[],
): Promise<readonly BackendOverride[] | number> {
  const overrides: BackendOverride[] = [];
  for (const text of given) {
    if (text.includes("=")) {
      overrides.push({ kind: "argument", text });
      continue;
    }
    let source: string;
    try {
      source = await context.runtime.disk.readText(text);
    } catch (error) {
      if (!(error instanceof RuntimeError)) throw error;
      return report.error("Failed to read file", `The file "${text}" could not be read.`);
    }
    report.sources = new Map([...report.sources, [text, source]]);
    const { body, diagnostics } = text.endsWith(".json")
      ? parseJsonConfig(source, text)
      : parseConfig(source, text);
    if (hasErrors(diagnostics)) return report.diagnostics(diagnostics);
    overrides.push({ kind: "file", body });
  }
  return overrides;
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
    const status = await copyStates(context, report, saved, undefined);
    if (status !== 0) return status;
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

/** Every workspace's state, as it is; what lies at the target already becomes its backup. Undefined is the default backend. */
async function copyStates(
  context: CommandContext,
  report: Report,
  from: SavedBackend | undefined,
  to: SavedBackend | undefined,
): Promise<number> {
  const source = createSavedBackend(context, from);
  const target = createSavedBackend(context, to);
  const names = await source.workspaces();
  if (!names.ok) return report.problems(names.problems);
  for (const name of names.value) {
    const problems = await copyStateOf(source.open(name), target.open(name));
    if (problems !== undefined) return report.problems(problems);
  }
  return 0;
}

async function copyStateOf(
  source: StateHandle,
  target: StateHandle,
): Promise<readonly StateProblem[] | undefined> {
  if (source.place === target.place) return undefined;
  const opened = await source.read();
  if (!opened.ok) return opened.problems;
  if (!opened.value.existed && !opened.value.recovered) return undefined;
  const there = await target.read();
  if (!there.ok) return there.problems;
  const copied = await target.overwrite(opened.value.state);
  return copied.ok ? undefined : copied.problems;
}
