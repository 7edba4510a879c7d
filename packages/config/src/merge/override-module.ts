import type { ErrorKind } from "@tutti/errors";
import type { ConfigFile } from "../decode/config-file.ts";
import type { LifecycleDecl } from "../decode/lifecycle.ts";
import type { ModuleCallDecl } from "../decode/module-call.ts";
import type { OutputDecl } from "../decode/output.ts";
import { overrideBody } from "../decode/overridden-body.ts";
import type { ResourceDecl } from "../decode/resource.ts";
import type { VariableDecl } from "../decode/variable.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { CheckRule } from "../module/check.ts";
import { type ProviderConfig, providerKey } from "../module/provider.ts";
import type { ModuleDraft } from "./build-module.ts";

/** Lays an override file over what the primary files declare. */
export function overrideModule(draft: ModuleDraft, file: ConfigFile, diagnostics: DiagnosticList): void {
  overrideTerraform(draft, file);
  for (const one of file.providerConfigs) overrideProvider(draft, one, diagnostics);
  refuseWhole(file, diagnostics);
  for (const { validations } of file.variables) refuseRules("validation", validations, diagnostics);
  for (const { preconditions } of file.outputs) refuseRules("precondition", preconditions, diagnostics);
  replace(draft.variables, file.variables, mergeVariable, MISSING.variable, diagnostics);
  replace(draft.locals, file.locals, (_, local) => local, MISSING.local, diagnostics);
  replace(
    draft.outputs,
    file.outputs,
    (base, one) => mergeOutput(base, one, diagnostics),
    MISSING.output,
    diagnostics,
  );
  replace(
    draft.moduleCalls,
    file.moduleCalls,
    (base, one) => mergeCall(base, one, diagnostics),
    MISSING.module,
    diagnostics,
  );
  for (const one of file.resources) overrideResource(draft, one, diagnostics);
}

/** The last backend or cloud block wins, and required providers are replaced one by one. */
function overrideTerraform(draft: ModuleDraft, file: ConfigFile): void {
  for (const block of file.terraform) {
    // A version required in an override stands for all that the primary files required.
    if (block.requiredVersion !== undefined) {
      draft.terraform.forEach((base, index) => {
        draft.terraform[index] = { ...base, requiredVersion: undefined };
      });
    }
    draft.terraform.push(block);
    const backend = block.backends.at(-1);
    const cloud = block.clouds.at(-1);
    if (backend !== undefined) {
      draft.backend = backend;
      draft.cloud = undefined;
    }
    if (cloud !== undefined) {
      draft.cloud = cloud;
      draft.backend = undefined;
    }
    draft.encryptions.push(...block.encryptions);
    for (const { entries, declRange } of block.requiredProviders) {
      const merged = new Map(draft.requiredProviders);
      for (const entry of entries) merged.set(entry.name, entry);
      draft.requiredProviders = merged;
      draft.requiredProvidersRange ??= declRange;
    }
  }
}

function overrideProvider(draft: ModuleDraft, one: ProviderConfig, diagnostics: DiagnosticList): void {
  const key = providerKey(one);
  const base = draft.providerConfigs.get(key);
  if (base !== undefined) {
    draft.providerConfigs.set(key, {
      ...base,
      forEach: one.forEach ?? base.forEach,
      version: one.version ?? base.version,
      config: overrideBody(base.config, one.config),
    });
  } else if (one.alias === undefined) draft.providerConfigs.set(key, one);
  else {
    diagnostics.error(
      configError("missing-base-provider-configuration-for-override"),
      `There is no ${one.name} provider configuration with the alias "${one.alias}". An override file can only override an aliased provider configuration that was already defined in a primary configuration file.`,
      one.declRange,
    );
  }
}

function refuseWhole(file: ConfigFile, diagnostics: DiagnosticList): void {
  const refused = [
    [file.moved, "cannot-override-moved-blocks", "Records of moved objects can appear only in normal files"],
    [file.imports, "cannot-override-import-blocks", "Import blocks can appear only in normal files"],
    [file.actions, "cannot-override-actions", "Action blocks can appear only in normal files"],
  ] as const;
  for (const [blocks, kind, why] of refused)
    for (const { declRange } of blocks)
      diagnostics.error(configError(kind), `${why}, not in override files.`, declRange);
  for (const { check } of file.checks)
    diagnostics.error(
      configError("cannot-override-check-blocks"),
      "Override files cannot override check blocks.",
      check.declRange,
    );
}

const MISSING = {
  variable: {
    kind: configError("missing-base-variable-declaration-to-override"),
    detail: (name: string) =>
      `There is no variable named "${name}". An override file can only override a variable that was already declared in a primary configuration file.`,
  },
  local: {
    kind: configError("missing-base-local-value-definition-to-override"),
    detail: (name: string) =>
      `There is no local value named "${name}". An override file can only override a local value that was already defined in a primary configuration file.`,
  },
  output: {
    kind: configError("missing-base-output-definition-to-override"),
    detail: (name: string) =>
      `There is no output named "${name}". An override file can only override an output that was already defined in a primary configuration file.`,
  },
  module: {
    kind: configError("missing-module-call-to-override"),
    detail: (name: string) =>
      `There is no module call named "${name}". An override file can only override a module call that was defined in a primary configuration file.`,
  },
} as const;

type Declared = { readonly name: string; readonly declRange: VariableDecl["declRange"] };

function replace<T extends Declared>(
  map: Map<string, T>,
  overrides: readonly T[],
  merge: (base: T, override: T) => T,
  missing: { readonly kind: ErrorKind; readonly detail: (name: string) => string },
  diagnostics: DiagnosticList,
): void {
  for (const one of overrides) {
    const base = map.get(one.name);
    if (base === undefined) diagnostics.error(missing.kind, missing.detail(one.name), one.declRange);
    else map.set(one.name, merge(base, one));
  }
}

function mergeVariable(base: VariableDecl, one: VariableDecl): VariableDecl {
  return {
    ...base,
    description: one.description ?? base.description,
    constraint: one.constraint ?? base.constraint,
    overriddenAt: one.constraint === undefined ? base.overriddenAt : one.declRange,
    default: one.default ?? base.default,
    deprecated: one.deprecated ?? base.deprecated,
    sensitive: one.sensitive ?? base.sensitive,
    ephemeral: one.ephemeral ?? base.ephemeral,
    nullable: one.nullable ?? base.nullable,
  };
}

function refuseDependsOn(
  one: { readonly dependsOn: ResourceDecl["dependsOn"] },
  diagnostics: DiagnosticList,
): void {
  const [first] = one.dependsOn;
  if (first === undefined) return;
  diagnostics.error(
    configError("unsupported-override"),
    "The depends_on argument may not be overridden.",
    first.range,
  );
}

function mergeOutput(base: OutputDecl, one: OutputDecl, diagnostics: DiagnosticList): OutputDecl {
  refuseDependsOn(one, diagnostics);
  return {
    ...base,
    description: one.description ?? base.description,
    expression: one.expression ?? base.expression,
    deprecated: one.deprecated ?? base.deprecated,
    sensitive: one.sensitive ?? base.sensitive,
    ephemeral: one.ephemeral ?? base.ephemeral,
  };
}

function mergeCall(base: ModuleCallDecl, one: ModuleCallDecl, diagnostics: DiagnosticList): ModuleCallDecl {
  refuseDependsOn(one, diagnostics);
  return {
    ...base,
    ...mergePlace(base, one),
    config: overrideBody(base.config, one.config),
    count: one.count ?? base.count,
    forEach: one.forEach ?? base.forEach,
    lifecycle: { enabled: one.lifecycle.enabled ?? base.lifecycle.enabled },
    providers: one.providers ?? base.providers,
  };
}

/** Where the module comes from: another source takes the version away with it. */
function mergePlace(
  base: ModuleCallDecl,
  one: ModuleCallDecl,
): Pick<ModuleCallDecl, "source" | "address" | "sourceRange" | "version" | "early"> {
  const { source, address, sourceRange, version, early } = one;
  if (sourceRange !== undefined) return { source, address, sourceRange, version, early };
  if (version === undefined && early === undefined) return base;
  const isVersioned = true;
  return {
    source: base.source,
    address: base.address,
    sourceRange: base.sourceRange,
    version,
    early: { source: base.early?.source, version: early?.version, isVersioned },
  };
}

function overrideResource(draft: ModuleDraft, one: ResourceDecl, diagnostics: DiagnosticList): void {
  const base = draft.resources.get(one.key);
  refuseRules("precondition", one.lifecycle?.preconditions ?? [], diagnostics);
  refuseRules("postcondition", one.lifecycle?.postconditions ?? [], diagnostics);
  if (base === undefined) {
    if (one.mode === "managed") {
      diagnostics.error(
        configError("missing-resource-to-override"),
        `There is no ${one.type} resource named "${one.name}". An override file can only override a resource block defined in a primary configuration file.`,
        one.declRange,
      );
    } else if (one.mode === "data") {
      diagnostics.error(
        configError("missing-data-resource-to-override"),
        `There is no ${one.type} data resource named "${one.name}". An override file can only override a data block defined in a primary configuration file.`,
        one.declRange,
      );
    }
    return;
  }
  refuseDependsOn(one, diagnostics);
  draft.resources.set(one.key, {
    ...base,
    config: overrideBody(base.config, one.config),
    count: one.count ?? (one.forEach === undefined ? base.count : undefined),
    forEach: one.forEach ?? (one.count === undefined ? base.forEach : undefined),
    provider: one.provider ?? base.provider,
    lifecycle: mergeLifecycle(base.lifecycle, one.lifecycle),
    connection: one.connection ?? base.connection,
    provisioners: one.provisioners.length > 0 ? one.provisioners : base.provisioners,
  });
}

/** Conditions belong to who declares something; resources alone have two kinds. */
function refuseRules(
  kind: "validation" | "precondition" | "postcondition",
  rules: readonly CheckRule[],
  diagnostics: DiagnosticList,
): void {
  for (const { declRange } of rules) {
    diagnostics.error(
      configError("cannot-override-blocks", kind),
      `Override files cannot override "${kind}" blocks.`,
      declRange,
    );
  }
}

function mergeLifecycle(
  base: LifecycleDecl | undefined,
  one: LifecycleDecl | undefined,
): LifecycleDecl | undefined {
  if (base === undefined || one === undefined) return one ?? base;
  return {
    ...base,
    enabled: one.enabled ?? base.enabled,
    createBeforeDestroy: one.createBeforeDestroy ?? base.createBeforeDestroy,
    preventDestroy: one.preventDestroy ?? base.preventDestroy,
    ignoreChanges:
      one.ignoreChanges !== undefined && one.ignoreChanges.length > 0
        ? one.ignoreChanges
        : base.ignoreChanges,
    ignoreAllChanges: one.ignoreAllChanges || base.ignoreAllChanges,
    replaceTriggeredBy: one.replaceTriggeredBy.length > 0 ? one.replaceTriggeredBy : base.replaceTriggeredBy,
    actionTriggers: one.actionTriggers.length > 0 ? one.actionTriggers : base.actionTriggers,
    rollout: one.rollout ?? base.rollout,
  };
}
