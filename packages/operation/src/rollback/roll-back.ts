import { formatResourceName, modulePathOf } from "@tutti/addresses";
import { type Config, loadConfig, memorySources, moduleAt, WHOLE_LANGUAGE } from "@tutti/config";
import type { Plan } from "@tutti/engine";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import type { ProviderSchema } from "@tutti/plugin";
import type { State } from "@tutti/state";
import { operationError } from "../errors.ts";
import { done, failed, type Outcome } from "../outcome.ts";
import { type Operation, surroundings } from "../run/operation.ts";
import { TERRAFORM_VERSION } from "../terraform-version.ts";
import { type RollbackRequest, rollbackSources } from "./rollback-sources.ts";

/**
 * The same operation with another wish: the managed objects as they were
 * recorded, instead of what the configuration says. What came since goes. Of
 * the configuration only the providers' own settings count.
 */
export async function rollbackOperation(
  operation: Operation,
  version: State,
  signal?: AbortSignal,
  part?: RolledBackPart,
): Promise<Outcome<Operation>> {
  const { request, timestamp, variables } = operation;
  const current = part?.current ?? operation.opened.state;
  const { carryingRegistry, carryingTypes, connectAgents, evaluateProviderConfigs } = await import(
    "@tutti/engine"
  );
  const around = await surroundings(operation, "plan", signal);
  const known = await evaluateProviderConfigs(
    {
      ...around,
      state: current,
      variables,
      mode: "normal",
      refresh: false,
      targets: [],
      replace: [],
      timestamp,
    },
    [version, current].flatMap(({ resources }) => [...resources.values()].map(({ provider }) => provider)),
  );
  const registry = carryingRegistry(
    operation.providers,
    carryingTypes(undefined, version),
    connectAgents(request.runtime),
  );
  const schemas = new Map<string, ProviderSchema>();
  for (const source of sourcesOf([version, current])) {
    const schema = await (await registry.load(source))?.schema();
    if (schema !== undefined) schemas.set(source, schema);
  }
  const sources = rollbackSources({
    version,
    current,
    schemas,
    providers: known,
    rollouts: part?.rollouts,
  });
  if (typeof sources === "string") return cannot(sources);
  const loaded = await loadConfig(memorySources(sources, WHOLE_LANGUAGE), {
    productVersion: TERRAFORM_VERSION,
    install: true,
  });
  if (loaded.config === undefined || hasErrors(loaded.diagnostics))
    return cannot(loaded.diagnostics.map(({ summary, detail }) => `${summary}: ${detail}`).join(" "));
  // All is written out, so nothing is left for later stages.
  const { stages: _, ...plain } = request;
  return done({
    ...operation,
    request: plain,
    config: loaded.config,
    variables: new Map(),
    dataFiles: undefined,
  });
}

/** What of the state is brought back, where it is not all of it. */
export interface RolledBackPart extends Pick<RollbackRequest, "rollouts"> {
  /** The objects that there are of it now. */
  readonly current: State;
}

function sourcesOf(states: readonly State[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { resources } of states)
    for (const { provider, address } of resources.values()) {
      const source = /provider\["([^"]+)"\]/.exec(provider)?.[1];
      if (source !== undefined && address.mode === "managed") found.add(source);
    }
  return found;
}

function cannot(why: string): ReturnType<typeof failed> {
  return failed([
    errorDiagnostic(
      operationError("cannot-roll-back"),
      `The version cannot be brought back: ${why}. Nothing was changed. "<tutti> state show -at=VERSION ADDRESS" shows what it held.`,
    ),
  ]);
}

/** What the plan destroys although the configuration forbids it (`prevent_destroy`). */
export function forbiddenDestroys(plan: Plan, config: Config): readonly Diagnostic[] {
  return plan.changes.flatMap(({ action, address, deposedKey }) => {
    const destroys =
      action === "delete" || action === "delete-then-create" || action === "create-then-delete";
    const node = moduleAt(config.root, modulePathOf(address.module));
    const resource = node?.module.resources.get(formatResourceName(address));
    if (!destroys || deposedKey !== undefined || resource?.lifecycle.preventDestroy !== true) return [];
    return [
      errorDiagnostic(
        operationError("rollback-destroys-what-is-kept"),
        `Going back to this version would destroy ${formatResourceName(address)}, and the configuration forbids that (lifecycle.prevent_destroy).`,
        resource.declRange,
      ),
    ];
  });
}
