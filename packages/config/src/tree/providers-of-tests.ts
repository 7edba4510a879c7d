import type { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import type { Module, ModuleNode } from "../module/module.ts";
import { providerKey } from "../module/provider.ts";
import type { TestFile, TestRun } from "../module/test-file.ts";

/**
 * A name of a provider in a test file stands for one provider in all of its runs: for that of the first run that
 * uses it, which is what the name that it is given to stands for in the run's module. Runs of the module beside
 * the tests are held to that; those of others tell of it when they are run.
 */
export function checkProvidersOfTests(
  root: Module,
  tests: readonly TestFile[],
  runs: ReadonlyMap<TestRun, ModuleNode>,
  diagnostics: DiagnosticList,
): void {
  const own = namesIn(root);
  for (const file of tests) {
    const meant = new Map<string, string>();
    const declared = new Set([...file.providers.values()].map(({ name }) => name));
    for (const run of file.runs) {
      const names = run.module === undefined ? own : namesIn(runs.get(run)?.module);
      meetNames(run, names, declared, meant);
    }
    for (const run of file.runs)
      if (run.module === undefined) checkRun(file, run, { own, meant, declared }, diagnostics);
  }
}

/** What the names that a module declares or configures stand for. */
function namesIn(module: Module | undefined): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, { source }] of module?.requiredProviders ?? []) names.set(name, source);
  for (const { name } of module?.providerConfigs.values() ?? [])
    if (!names.has(name)) names.set(name, ofThatName(name));
  return names;
}

/** What a name stands for that nothing explains: here too, `terraform` is no exception. */
const ofThatName = (name: string): string => `registry.terraform.io/hashicorp/${name}`;

function meetNames(
  { providers = [] }: TestRun,
  names: ReadonlyMap<string, string>,
  declared: ReadonlySet<string>,
  meant: Map<string, string>,
): void {
  if (providers.length === 0) {
    for (const [name, source] of names) if (declared.has(name) && !meant.has(name)) meant.set(name, source);
    return;
  }
  for (const { inChild, inParent } of providers)
    if (declared.has(inParent.name) && !meant.has(inParent.name))
      meant.set(inParent.name, names.get(inChild.name) ?? ofThatName(inChild.name));
}

interface Names {
  /** In the module beside the tests. */
  readonly own: ReadonlyMap<string, string>;
  /** In the test file, by its runs. */
  readonly meant: ReadonlyMap<string, string>;
  readonly declared: ReadonlySet<string>;
}

function checkRun(
  file: TestFile,
  { providers = [] }: TestRun,
  { own, meant, declared }: Names,
  diagnostics: DiagnosticList,
): void {
  for (const { inChild, inParent } of providers) {
    const wanted = own.get(inChild.name) ?? ofThatName(inChild.name);
    const given = declared.has(inParent.name) ? (meant.get(inParent.name) ?? wanted) : wanted;
    if (given === wanted) continue;
    diagnostics.error(
      configError("provider-type-mismatch"),
      `The local name "${inParent.name}" in ${file.path} represents provider "${given}", but "${inChild.name}" in the root module represents "${wanted}".\n\nThis means the provider definition for "${inParent.name}" within ${file.path}, or other provider definitions with the same name, have been referenced by multiple run blocks and assigned to different provider types.`,
      inParent.nameRange,
    );
  }
  if (providers.length > 0) return;
  for (const [key, provider] of file.providers) {
    const wanted = own.get(provider.name);
    const given = meant.get(provider.name);
    if (wanted === undefined || given === undefined || given === wanted) continue;
    diagnostics.error(
      configError("provider-type-mismatch"),
      `The provider "${key}" in ${file.path} represents provider "${given}", but "${providerKey(provider)}" in the root module represents "${wanted}".\n\nThis means the provider definition for "${key}" within ${file.path}, or other provider definitions with the same name, have been referenced by multiple run blocks and assigned to different provider types.`,
      provider.declRange,
    );
  }
}
