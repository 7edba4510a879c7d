/** Objects that moved to another type: the provider of the new one says what they are there. */

import {
  type AbsoluteResource,
  formatInstance,
  formatResource,
  formatResourceName,
  instanceAt,
  modulePathOf,
  type ResourceInstance,
} from "@tutti/addresses";
import { type Config, moduleAt } from "@tutti/config";
import { type Diagnostic, errorDiagnostic, hasErrors } from "@tutti/hcl";
import type { Provider, ProviderRegistry, Schema } from "@tutti/plugin";
import type { InstanceObject, InstanceState, ResourceState, State } from "@tutti/state";
import { parseJsonObject, type Value } from "@tutti/values";
import { engineError } from "../errors.ts";
import { type ProviderAddress, providerOf, providerSourceOf } from "../graph/provider-address.ts";
import { encodeObject, markSensitive } from "../object/object-codec.ts";
import { markBySchema } from "../object/schema-marks.ts";
import type { PlanRequest } from "../request.ts";
import { providerDiagnostics } from "../scope/provider-diagnostics.ts";
import type { MoveResult } from "./apply-moves.ts";

interface Converted {
  readonly moves: MoveResult;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Each moved object whose type changed, as its new type has it. Where the
 * configuration does not have the new address, the object stays what it was:
 * that is another mistake.
 */
export async function convertMoved(
  moves: MoveResult,
  before: State,
  { config, providers }: Pick<PlanRequest, "config" | "providers">,
): Promise<Converted> {
  const { state, movedFrom } = moves;
  if (movedFrom.size === 0) return { moves, diagnostics: [] };
  const resources = new Map(state.resources);
  const diagnostics: Diagnostic[] = [];
  const crossing = new Map<string, AbsoluteResource>();
  for (const [key, resource] of resources)
    if (homesElsewhere(resource, movedFrom)) crossing.set(key, resource.address);
  if (crossing.size === 0) return { moves, diagnostics };
  for (const [key, address] of crossing) {
    const stored = resources.get(key);
    const target = targetOf(config, address);
    if (stored === undefined || target === undefined) continue;
    const converter = await openConverter(providers, target, address, moves);
    try {
      const converted = await convertResource(stored, converter, moves, before);
      resources.set(key, converted.resource);
      diagnostics.push(...converted.diagnostics);
    } finally {
      await converter.provider?.close();
    }
  }
  return { moves: { ...moves, state: { ...state, resources } }, diagnostics };
}

function homesElsewhere({ address, instances }: ResourceState, movedFrom: MoveResult["movedFrom"]): boolean {
  return [...instances.keys()].some((key) => homeOf(address, key, movedFrom) !== undefined);
}

/** Where an instance was, if that was of another type. */
function homeOf(
  address: AbsoluteResource,
  key: ResourceInstance["key"],
  movedFrom: MoveResult["movedFrom"],
): ResourceInstance | undefined {
  const home = movedFrom.get(formatInstance(instanceAt(address, key)));
  return home !== undefined && home.type !== address.type ? home : undefined;
}

/** The provider that the configuration gives the resource. */
function targetOf(config: Config, address: AbsoluteResource): ProviderAddress | undefined {
  const node = moduleAt(config.root, modulePathOf(address.module));
  const resource = node?.module.resources.get(formatResourceName(address));
  return node === undefined || resource === undefined ? undefined : providerOf(node, resource);
}

interface Converter {
  readonly target: ProviderAddress;
  readonly provider: Provider | undefined;
  readonly schema: Schema | undefined;
  /** What is said where it cannot. */
  readonly unsupported: Diagnostic;
}

async function openConverter(
  registry: ProviderRegistry,
  target: ProviderAddress,
  address: AbsoluteResource,
  { statements }: MoveResult,
): Promise<Converter> {
  const factory = await registry.load(target.source);
  const statement = statements.find(
    ({ from, to }) => to.resource?.type === address.type && from.resource?.type !== address.type,
  );
  return {
    target,
    provider: await factory?.create(),
    schema: (await factory?.schema())?.resourceTypes.get(address.type),
    unsupported: errorDiagnostic(
      engineError("moved-across-types-unsupported"),
      `The provider ${JSON.stringify(target.source)} does not support moved operations across resource types and providers.`,
      statement?.declRange,
    ),
  };
}

async function convertResource(
  { address, instances }: ResourceState,
  converter: Converter,
  { movedFrom }: MoveResult,
  before: State,
): Promise<{ readonly resource: ResourceState; readonly diagnostics: readonly Diagnostic[] }> {
  const found = new Map<ResourceInstance["key"], InstanceState>();
  const diagnostics: Diagnostic[] = [];
  const convert = async (object: InstanceObject, home: ResourceInstance): Promise<InstanceObject> => {
    const keeper = before.resources.get(formatResource(home))?.provider ?? converter.target.text;
    const converted = await convertObject(object, home, providerSourceOf(keeper), address, converter);
    diagnostics.push(...converted.diagnostics);
    return converted.object;
  };
  for (const [key, instance] of instances) {
    const home = homeOf(address, key, movedFrom);
    // One mistake of them stands for all.
    if (home === undefined || hasErrors(diagnostics)) {
      found.set(key, instance);
      continue;
    }
    const deposed = new Map<string, InstanceObject>();
    for (const [name, object] of instance.deposed) deposed.set(name, await convert(object, home));
    const current = instance.current && (await convert(instance.current, home));
    found.set(key, { ...instance, current, deposed });
  }
  return { resource: { address, provider: converter.target.text, instances: found }, diagnostics };
}

async function convertObject(
  object: InstanceObject,
  home: ResourceInstance,
  sourceProvider: string,
  address: AbsoluteResource,
  { provider, schema, unsupported }: Converter,
): Promise<{ readonly object: InstanceObject; readonly diagnostics: readonly Diagnostic[] }> {
  if (provider?.moveState === undefined || schema === undefined)
    return { object, diagnostics: [unsupported] };
  const answer = await provider.moveState({
    sourceProvider,
    sourceType: home.type,
    sourceVersion: object.schemaVersion,
    sourceJson: object.attributesJson,
    sourcePrivate: object.private,
    type: address.type,
  });
  const diagnostics = providerDiagnostics(answer.diagnostics, {});
  if (answer.value === undefined || hasErrors(diagnostics)) return { object, diagnostics };
  const { status, dependencies, createBeforeDestroy } = object;
  const facts = { status, dependencies, createBeforeDestroy, private: answer.value.private };
  // Its identity is another one, which the next refresh tells.
  const state = markBySchema(schema.block, withSecrets(answer.value.state, object));
  return { object: encodeObject(state, schema, facts), diagnostics };
}

/** Where a secret went, nobody tells: it may be in each attribute that the source did not have. */
function withSecrets(state: Value, { attributesJson, sensitivePaths }: InstanceObject): Value {
  if (sensitivePaths.length === 0) return state;
  const old = new Set(Object.keys(parseJsonObject(attributesJson) ?? {}));
  const stays = sensitivePaths.filter(
    ([first]) => first?.kind === "attribute" && state.asEntries.has(first.name),
  );
  const added = [...state.asEntries].filter(([name, value]) => !old.has(name) && !value.isNull);
  const paths = [...stays, ...added.map(([name]) => [{ kind: "attribute", name } as const])];
  return markSensitive(state, paths);
}
