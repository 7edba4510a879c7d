import { type Func, Value } from "@tutti/values";
import type { ActionCalls } from "./actions.ts";
import type { Checked, Outcome, Private, ProviderDiagnostic } from "./answer.ts";
import { actionCalls } from "./defined-action.ts";
import { ephemeralCalls } from "./defined-ephemeral.ts";
import { definedFunctions } from "./defined-function.ts";
import { identityOf, importIdOf } from "./defined-identity.ts";
import { listCalls } from "./defined-list.ts";
import { definedMoves } from "./defined-move.ts";
import type { DataDefinition, ProviderDefinition, ResourceDefinition } from "./definition.ts";
import { definitionSchema } from "./definition-schema.ts";
import type { EphemeralCalls } from "./ephemeral.ts";
import { providerError } from "./errors.ts";
import { attributePath, diagnosticOf, errorDiagnostic, failureOf, ProviderFailure } from "./failure.ts";
import { Fields } from "./fields.ts";
import { impliedType } from "./implied-type.ts";
import type { ListCalls } from "./lists.ts";
import { fromPlain, isRecord, type Plain } from "./plain.ts";
import { changedNames, forgetVolatile, mapAttributes, planBlock, replacementPaths } from "./plan-block.ts";
import type {
  ApplyRequest,
  ImportedObject,
  MoveState,
  ObjectAnswer,
  PlanRequest,
  PlanResponse,
  RecoveringProvider,
  WatchRequest,
} from "./provider.ts";
import type { ProviderSchema } from "./schema.ts";
import type { ServiceInstance } from "./service-instance.ts";
import { emptyBlocks, settle, withAttributes } from "./told-attributes.ts";

/** An in-process provider made of handlers, with the default plan of the schema's rules. */
export function defineProvider<Client>(definition: ProviderDefinition<Client>): RecoveringProvider {
  return new DefinedProvider(definition);
}

class DefinedProvider<Client> implements RecoveringProvider {
  readonly #definition: ProviderDefinition<Client>;
  readonly #resources: ReadonlyMap<string, ResourceDefinition<Client>>;
  readonly #dataSources: ReadonlyMap<string, DataDefinition<Client>>;
  readonly ephemeral: EphemeralCalls;
  readonly actions: ActionCalls;
  readonly lists: ListCalls;
  readonly moveState: MoveState | undefined;
  #client: Client | undefined;

  constructor(definition: ProviderDefinition<Client>) {
    this.ephemeral = ephemeralCalls(definition.ephemeral ?? {}, () => this.#ready());
    this.actions = actionCalls(definition.actions ?? {}, () => this.#ready());
    this.lists = listCalls({
      resources: definition.resources,
      ready: () => this.#ready(),
      bring: (request) => this.import({ ...request, id: "" }),
    });
    this.moveState = definedMoves(definition.resources);
    this.#definition = definition;
    this.#resources = new Map(Object.entries(definition.resources));
    this.#dataSources = new Map(Object.entries(definition.dataSources));
  }

  schema(): ProviderSchema {
    return definitionSchema(this.#definition);
  }

  async validateProvider(request: { config: Value }): Promise<Checked> {
    return { diagnostics: this.#definition.validate?.(Fields.of(request.config)) ?? [] };
  }

  async validateResource(request: { type: string; config: Value }): Promise<Checked> {
    return { diagnostics: this.#resource(request.type).validate?.(Fields.of(request.config)) ?? [] };
  }

  async validateData(request: { type: string; config: Value }): Promise<Checked> {
    return { diagnostics: this.#data(request.type).validate?.(Fields.of(request.config)) ?? [] };
  }

  async functions(): Promise<ReadonlyMap<string, Func>> {
    return definedFunctions(this.#definition.functions ?? {});
  }

  async configure(request: { config: Value }): Promise<Checked> {
    return guard("configure the provider", async () => {
      const { config } = request;
      this.#client = await this.#definition.configure(Fields.of(config), config.isWhollyKnown);
      return undefined;
    });
  }

  async upgradeState(request: {
    type: string;
    version: number;
    json: string;
  }): Promise<Outcome<{ state: Value }>> {
    const resource = this.#resource(request.type);
    const { block, version = 0, upgrade } = resource;
    const parsed: Plain = JSON.parse(request.json);
    const now =
      request.version < version && isRecord(parsed) ? await upgrade?.(parsed, request.version) : undefined;
    const stored = now ?? parsed;
    // Blocks that this version did not have yet are none.
    const whole = isRecord(stored) ? emptyBlocks(resource, stored) : stored;
    return fine({ state: fromPlain(impliedType(block), whole) });
  }

  /** A handler of the plan may look at the world; the schema's rules do not. */
  plansAlone(type: string): boolean {
    // Of a type that it does not have it plans nothing, which somebody else tells.
    return this.#resources.get(type)?.adjust === undefined;
  }

  async read(request: {
    type: string;
    state: Value;
    private: Private;
    signal: AbortSignal;
  }): Promise<Outcome<ObjectAnswer>> {
    const { state, signal } = request;
    return guard(`read ${request.type}`, async () => {
      const resource = this.#resource(request.type);
      const found = await resource.read(Fields.of(state), {
        client: this.#ready(),
        signal,
      });
      const now = found === undefined ? Value.null(state.type) : withAttributes(state, found);
      return { state: now, private: request.private, identity: identityOf(resource, now) };
    });
  }

  async plan(request: PlanRequest): Promise<Outcome<PlanResponse>> {
    const { config, prior } = request;
    if (config.isNull) return fine({ planned: config, requiresReplace: [], private: request.private });
    const resource = this.#resource(request.type);
    const creating = prior.isNull;
    let planned = planBlock(resource.block, config, creating ? undefined : prior);
    if (!creating && changedNames(planned, prior).length > 0) {
      planned = forgetVolatile(resource.block, config, planned);
    }
    return guard(`plan ${request.type}`, async () => {
      const adjustment = await resource.adjust?.(
        Fields.of(planned),
        creating ? undefined : Fields.of(prior),
        this.#client,
        Fields.of(config),
      );
      if (adjustment?.set !== undefined) planned = withAttributes(planned, adjustment.set);
      const unknown = new Set(adjustment?.unknown);
      if (unknown.size > 0) {
        planned = mapAttributes(planned, (name, value) =>
          unknown.has(name) ? Value.unknown(value.type) : value,
        );
      }
      const changed = creating ? [] : changedNames(planned, prior);
      const forced =
        resource.update === undefined && changed.length > 0
          ? changed
              .filter((name) => resource.block.attributes.get(name)?.volatile !== true)
              .map((name) => attributePath(name))
          : replacementPaths(resource.block, changed);
      const more = creating ? [] : (adjustment?.replace ?? []).map((name) => attributePath(name));
      const identity = identityOf(resource, planned);
      const requiresReplace = [...forced, ...more];
      return { planned, requiresReplace, private: request.private, identity, ...olderRules(resource) };
    });
  }

  async apply(request: ApplyRequest): Promise<Outcome<ObjectAnswer>> {
    const { planned, prior } = request;
    const resource = this.#resource(request.type);
    const context = {
      config: Fields.of(request.config),
      operationId: request.operationId,
      beside: request.beside === true,
      signal: request.signal,
      progress: request.progress ?? (() => {}),
    };
    const target = planned.isNull ? prior : planned;
    try {
      const client = this.#ready();
      if (planned.isNull) {
        await resource.delete(Fields.of(prior), { client, ...context });
        return fine({ state: Value.null(prior.type), private: undefined });
      }
      const made =
        prior.isNull || resource.update === undefined
          ? await resource.create(Fields.of(planned), { client, ...context })
          : await resource.update(Fields.of(planned), Fields.of(prior), { client, ...context });
      const state = settle(planned, made);
      const identity = identityOf(resource, state);
      return fine({ state, private: request.private, identity, ...olderRules(resource) });
    } catch (error) {
      const failure = failureOf(error, `${verb(request)} ${request.type}`);
      const diagnostics = [diagnosticOf(failure)];
      if (failure.partial === undefined) return { diagnostics, value: undefined };
      const state = settle(target, failure.partial);
      const identity = identityOf(resource, state);
      return { diagnostics, value: { state, private: request.private, identity, ...olderRules(resource) } };
    }
  }

  async import(request: {
    type: string;
    id: string;
    identity?: Value | undefined;
    signal: AbortSignal;
  }): Promise<Outcome<{ imported: ImportedObject[] }>> {
    const { type, identity, signal } = request;
    const resource = this.#resource(type);
    const id = identity === undefined ? request.id : importIdOf(resource, identity);
    return guard(`import ${type} "${id}"`, async () => {
      if (resource.import === undefined) {
        throw new ProviderFailure(
          providerError("resource-import-not-implemented"),
          `This resource does not support import (${type}).`,
        );
      }
      const found = await resource.import(id, { client: this.#ready(), signal });
      const defaults: Record<string, Plain> = {};
      for (const [name, attribute] of resource.block.attributes) {
        if (attribute.default !== undefined) defaults[name] = attribute.default;
      }
      const state = fromPlain(impliedType(resource.block), emptyBlocks(resource, { ...defaults, ...found }));
      return { imported: [{ type, state, private: undefined, identity: identityOf(resource, state) }] };
    });
  }

  async readData(request: {
    type: string;
    config: Value;
    signal: AbortSignal;
  }): Promise<Outcome<{ state: Value }>> {
    const warnings: ProviderDiagnostic[] = [];
    const outcome = await guard(`read data ${request.type}`, async () => {
      const data = this.#data(request.type);
      const planned = planBlock(data.block, request.config, undefined);
      const found = await data.read(Fields.of(planned), {
        client: this.#ready(),
        signal: request.signal,
        warn: (kind, detail) => warnings.push({ ...errorDiagnostic(kind, detail), severity: "warning" }),
      });
      return { state: settle(planned, found) };
    });
    return { ...outcome, diagnostics: [...warnings, ...outcome.diagnostics] };
  }

  async recover(request: {
    type: string;
    planned: Value;
    operationId: string;
    signal: AbortSignal;
  }): Promise<Outcome<{ state: Value | undefined; private: Private; identity?: Value | undefined }>> {
    const { planned, operationId, signal } = request;
    const resource = this.#resource(request.type);
    return guard(`look for what an interrupted apply made of ${request.type}`, async () => {
      const found = await resource.recover?.(Fields.of(planned), {
        client: this.#ready(),
        operationId,
        signal,
      });
      if (found === undefined) return { state: undefined, private: undefined };
      const state = settle(planned, found);
      return { state, private: undefined, identity: identityOf(resource, state) };
    });
  }

  exclusive({ type, state }: { type: string; state: Value }): readonly string[] {
    return this.#resource(type).exclusive?.(Fields.of(state)) ?? [];
  }

  async settle(request: { type: string; state: Value; signal: AbortSignal }): Promise<Checked> {
    const { type, state, signal } = request;
    return guard(`settle ${type}`, async () => {
      await this.#resource(type).settle?.(Fields.of(state), { client: this.#ready(), signal });
      return undefined;
    });
  }

  watch({ type, state, signal, hint }: WatchRequest): Promise<void> | undefined {
    return this.#resource(type).watch?.(Fields.of(state), { client: this.#ready(), signal, hint });
  }

  serviceInstance(request: { type: string; state: Value }): ServiceInstance | undefined {
    return this.#resource(request.type).serviceInstance?.(Fields.of(request.state), this.#ready());
  }

  async close(): Promise<void> {
    if (this.#client !== undefined) await this.#definition.close?.(this.#client);
  }

  #resource(type: string): ResourceDefinition<Client> {
    const found = this.#resources.get(type);
    if (found === undefined) throw new Error(`no resource type ${type}`);
    return found;
  }

  #data(type: string): DataDefinition<Client> {
    const found = this.#dataSources.get(type);
    if (found === undefined) throw new Error(`no data source ${type}`);
    return found;
  }

  #ready(): Client {
    if (this.#client === undefined) throw new Error("the provider was used before it was configured");
    return this.#client;
  }
}

/** Such plans are not held to the rules of today. */
function olderRules({ block }: Pick<ResourceDefinition<never>, "block">): Pick<ObjectAnswer, "isLegacy"> {
  return block.olderKit === true ? { isLegacy: true } : {};
}

function fine<T>(value: T): Outcome<T> {
  return { diagnostics: [], value };
}

/** Runs and turns a failing world into diagnostics. */
async function guard<T>(doing: string, run: () => Promise<T>): Promise<Outcome<T>> {
  try {
    return fine(await run());
  } catch (error) {
    return { diagnostics: [diagnosticOf(failureOf(error, doing))], value: undefined };
  }
}

function verb(request: ApplyRequest): string {
  return request.planned.isNull ? "delete" : request.prior.isNull ? "create" : "update";
}
