import { formatConfigResource } from "@tutti/addresses";
import type { ErrorKind } from "@tutti/errors";
import { rangeText, type SourceRange } from "@tutti/hcl";
import { localProviderSource } from "../address/provider-source.ts";
import type { ActionDecl } from "../decode/action.ts";
import type { CheckDecl } from "../decode/check.ts";
import type { ConfigFile } from "../decode/config-file.ts";
import { finishLifecycle } from "../decode/lifecycle.ts";
import { finishModuleCall, type ModuleCallDecl } from "../decode/module-call.ts";
import { finishOutput, type OutputDecl } from "../decode/output.ts";
import type { ResourceDecl } from "../decode/resource.ts";
import type { TerraformBlock } from "../decode/terraform-block.ts";
import { finishVariable, type VariableDecl } from "../decode/variable.ts";
import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Action } from "../module/action.ts";
import type { Check } from "../module/check.ts";
import type { Module } from "../module/module.ts";
import type { Backend, CloudBlock, EncryptionBlock } from "../module/module-call.ts";
import type { Local } from "../module/named-value.ts";
import {
  type ProviderConfig,
  type ProviderMeta,
  providerKey,
  type RequiredProvider,
} from "../module/provider.ts";
import type { Import, Moved, Removed } from "../module/refactoring.ts";
import { DEFAULT_LIFECYCLE, type Resource } from "../module/resource.ts";
import { DUPLICATE } from "./duplicate.ts";

/** What the files of a module declare, while they are put together. */
export interface ModuleDraft {
  readonly terraform: TerraformBlock[];
  backend: Backend | undefined;
  cloud: CloudBlock | undefined;
  readonly encryptions: EncryptionBlock[];
  requiredProviders: ReadonlyMap<string, RequiredProvider>;
  requiredProvidersRange: SourceRange | undefined;
  readonly providerConfigs: Map<string, ProviderConfig>;
  readonly providerMetas: Map<string, ProviderMeta>;
  readonly variables: Map<string, VariableDecl>;
  readonly locals: Map<string, Local>;
  readonly outputs: Map<string, OutputDecl>;
  readonly moduleCalls: Map<string, ModuleCallDecl>;
  readonly resources: Map<string, ResourceDecl>;
  readonly checks: Map<string, Check>;
  readonly moved: Moved[];
  readonly removed: Removed[];
  readonly imports: Import[];
  /** Of those that name a single object, by `Import.toKey`. */
  readonly importsByKey: Map<string, Import>;
  readonly actions: Map<string, ActionDecl>;
}

export function createDraft(): ModuleDraft {
  return {
    terraform: [],
    backend: undefined,
    cloud: undefined,
    encryptions: [],
    requiredProviders: new Map(),
    requiredProvidersRange: undefined,
    providerConfigs: new Map(),
    providerMetas: new Map(),
    variables: new Map(),
    locals: new Map(),
    outputs: new Map(),
    moduleCalls: new Map(),
    resources: new Map(),
    checks: new Map(),
    moved: [],
    removed: [],
    imports: [],
    importsByKey: new Map(),
    actions: new Map(),
  };
}

/** Adds what a primary file declares; the second declaration of a name is an error. */
export function addFile(draft: ModuleDraft, file: ConfigFile, diagnostics: DiagnosticList): void {
  for (const block of file.terraform) addTerraformBlock(draft, block, diagnostics);
  for (const one of file.providerConfigs) {
    addUnique(draft.providerConfigs, providerKey(one), one, DUPLICATE.provider, diagnostics);
  }
  for (const one of file.variables)
    addUnique(draft.variables, one.name, one, DUPLICATE.variable, diagnostics);
  for (const one of file.locals) addUnique(draft.locals, one.name, one, DUPLICATE.local, diagnostics);
  for (const one of file.outputs) addUnique(draft.outputs, one.name, one, DUPLICATE.output, diagnostics);
  for (const one of file.moduleCalls) {
    addUnique(draft.moduleCalls, one.name, one, DUPLICATE.module, diagnostics);
  }
  for (const one of file.resources) addUnique(draft.resources, one.key, one, DUPLICATE.resource, diagnostics);
  for (const one of file.checks) addCheck(draft, one, diagnostics);
  draft.moved.push(...file.moved);
  draft.removed.push(...file.removed);
  for (const one of file.imports) addImport(draft, one, diagnostics);
  for (const one of file.actions) addUnique(draft.actions, one.key, one, DUPLICATE.action, diagnostics);
}

function addUnique<T extends { readonly declRange: SourceRange }>(
  map: Map<string, T>,
  key: string,
  one: T,
  describe: (one: T, first: string) => { readonly kind: ErrorKind; readonly detail: string },
  diagnostics: DiagnosticList,
): void {
  const first = map.get(key);
  if (first === undefined) {
    map.set(key, one);
    return;
  }
  const { kind, detail } = describe(one, rangeText(first.declRange));
  diagnostics.error(kind, detail, one.declRange);
}

function addCheck(draft: ModuleDraft, { check, data }: CheckDecl, diagnostics: DiagnosticList): void {
  if (data !== undefined) addUnique(draft.resources, data.key, data, DUPLICATE.checkData, diagnostics);
  addUnique(draft.checks, check.name, check, DUPLICATE.check, diagnostics);
}

function addImport(draft: ModuleDraft, one: Import, diagnostics: DiagnosticList): void {
  if (one.providerRange !== undefined && one.toResource.module.length > 0)
    diagnostics.error(
      configError("invalid-import-provider-argument"),
      "The provider argument can only be specified in import blocks that will generate configuration.\n\nUse the providers argument within the module block to configure providers for all resources within a module, including imported resources.",
      one.providerRange,
    );
  const { toKey } = one;
  const first = toKey === undefined ? undefined : draft.importsByKey.get(toKey);
  if (first === undefined) {
    draft.imports.push(one);
    if (toKey !== undefined) draft.importsByKey.set(toKey, one);
    return;
  }
  const name = formatConfigResource(one.toResource);
  diagnostics.error(
    configError("duplicate-import-configuration", name),
    `An import block for the resource "${name}" was already declared at ${rangeText(first.declRange)}. A resource can have only one import block.`,
    one.to.range,
  );
}

function addTerraformBlock(draft: ModuleDraft, block: TerraformBlock, diagnostics: DiagnosticList): void {
  draft.terraform.push(block);
  for (const backend of block.backends) {
    if (draft.backend === undefined) draft.backend = backend;
    else {
      diagnostics.error(
        configError("duplicate-backend-configuration"),
        `A module may have only one backend configuration. The backend was previously configured at ${rangeText(draft.backend.declRange)}.`,
        backend.declRange,
      );
    }
  }
  for (const cloud of block.clouds) {
    if (draft.cloud === undefined) draft.cloud = cloud;
    else {
      diagnostics.error(
        configError("duplicate-hcp-terraform-configurations"),
        `A module may have only one 'cloud' block configuring HCP Terraform or Terraform Enterprise. The 'cloud' block was previously configured at ${rangeText(draft.cloud.declRange)}.`,
        cloud.declRange,
      );
    }
  }
  for (const encryption of block.encryptions) {
    const [first] = draft.encryptions;
    if (first === undefined) draft.encryptions.push(encryption);
    else {
      diagnostics.error(
        configError("duplicate-encryption-configuration"),
        `A module may have only one encryption configuration. Encryption was previously configured at ${rangeText(first.declRange)}.`,
        encryption.declRange,
      );
    }
  }
  for (const { entries, declRange } of block.requiredProviders) {
    if (draft.requiredProvidersRange === undefined) {
      draft.requiredProvidersRange = declRange;
      draft.requiredProviders = new Map(entries.map((entry) => [entry.name, entry]));
    } else {
      diagnostics.error(
        configError("duplicate-required-providers-configuration"),
        `A module may have only one required providers configuration. The required providers were previously configured at ${rangeText(draft.requiredProvidersRange)}.`,
        declRange,
      );
    }
  }
  for (const meta of block.providerMetas) {
    addUnique(draft.providerMetas, meta.provider, meta, DUPLICATE.providerMeta, diagnostics);
  }
}

/** The module that the draft has become; checks what depends on all of its files. */
export function finishModule(draft: ModuleDraft, directory: string, diagnostics: DiagnosticList): Module {
  const variables = new Map(
    [...draft.variables].map(([name, one]) => [name, finishVariable(one, diagnostics)]),
  );
  const sourceOf = (name: string): string => localProviderSource(draft.requiredProviders, name);
  return {
    directory,
    requiredVersions: draft.terraform.flatMap(({ requiredVersion }) => requiredVersion ?? []),
    requiredProviders: draft.requiredProviders,
    requiredProvidersRange: draft.requiredProvidersRange,
    providerConfigs: draft.providerConfigs,
    providerMetas: draft.providerMetas,
    backend: draft.backend,
    cloud: draft.cloud,
    encryptions: draft.encryptions,
    variables,
    locals: draft.locals,
    outputs: new Map([...draft.outputs].map(([name, one]) => [name, finishOutput(one)])),
    moduleCalls: new Map([...draft.moduleCalls].map(([name, one]) => [name, finishModuleCall(one)])),
    resources: new Map([...draft.resources].map(([key, one]) => [key, finishResource(one, sourceOf)])),
    checks: draft.checks,
    moved: draft.moved,
    removed: draft.removed,
    imports: draft.imports,
    actions: new Map([...draft.actions].map(([key, one]) => [key, finishAction(one, sourceOf)])),
  };
}

function finishResource(decl: ResourceDecl, sourceOf: (name: string) => string): Resource {
  const { lifecycle } = decl;
  const name = decl.provider?.name ?? impliedProviderName(decl.type);
  return {
    providerSource: sourceOf(name),
    preconditions: lifecycle?.preconditions ?? [],
    postconditions: lifecycle?.postconditions ?? [],
    ...decl,
    lifecycle: lifecycle === undefined ? DEFAULT_LIFECYCLE : finishLifecycle(lifecycle),
  };
}

function finishAction(decl: ActionDecl, sourceOf: (name: string) => string): Action {
  return { providerSource: sourceOf(decl.provider?.name ?? impliedProviderName(decl.type)), ...decl };
}

/** `aws_vm` is `aws`'s, unless `provider` says otherwise. */
export function impliedProviderName(resourceType: string): string {
  const cut = resourceType.indexOf("_");
  return cut === -1 ? resourceType : resourceType.slice(0, cut);
}

/** Of the primary files; an override file may replace one by the other. */
export function refuseBackendAndCloud(draft: ModuleDraft, diagnostics: DiagnosticList): void {
  const { backend, cloud } = draft;
  if (backend === undefined || cloud === undefined) return;
  diagnostics.error(
    configError("both-a-backend-and-cloud-configuration-are-present"),
    `A module may declare either one 'cloud' block OR one 'backend' block configuring a state backend. The 'cloud' block is configured at ${rangeText(cloud.declRange)}; a backend is configured at ${rangeText(backend.declRange)}. Remove the backend block to configure HCP Terraform or Terraform Enteprise.`,
    backend.declRange,
  );
}
