import {
  type ApplyRequest,
  type Checked,
  diagnosticOf,
  Fields,
  fromPlain,
  impliedType,
  isRecord,
  type ObjectAnswer,
  type Outcome,
  type Plain,
  type PlanRequest,
  type PlanResponse,
  type Provider,
  type ProviderDiagnostic,
  type ProviderSchema,
  planNested,
  project,
  type RecoveringProvider,
  SERVICE_BLOCK,
  type ServiceInstance,
  serviceMistakes,
  type WatchRequest,
} from "@tutti/plugin";
import { objectOfType, rawEquals, Value } from "@tutti/values";
import { awaitShown, followObject, registeredServices } from "./object-health.ts";
import type { ServiceAgent } from "./service-agent.ts";
import type {
  Deregistering,
  ObjectHealth,
  Registered,
  Registering,
  ServiceCarrier,
  ServiceSight,
} from "./service-carrier.ts";
import { describeServices, ServiceRegistrar } from "./service-registrar.ts";
import { leftToTheAgent, SERVICE_TYPE, serviceRecords, servicesOf } from "./service-state.ts";

type Applied = Outcome<ObjectAnswer>;

/** Where a provider's resources have their services registered, by the provider's configuration. */
export type ConnectAgent = (config: Fields) => ServiceAgent;

/**
 * The join between the two halves: a provider, in-process or behind gRPC, whose
 * objects of these types also stand in the catalog as instances of their
 * services. An object and its registrations are one resource: made together,
 * changed together, gone together. What a killed half leaves is mended by the
 * agent (a registration whose owner is gone is dropped) and by the next plan
 * (a registration that is missing is made again).
 */
export function carryServices(
  inner: Provider,
  types: ReadonlySet<string>,
  schema: ProviderSchema,
  connect: ConnectAgent,
): Provider {
  return canRecover(inner)
    ? new RecoveringCarrier(inner, types, schema, connect)
    : new Carrier(inner, types, schema, connect);
}

/** True for a provider that finds again what a killed apply made. */
export function canRecover(provider: Provider): provider is RecoveringProvider {
  return "recover" in provider && typeof provider.recover === "function";
}

/** The registrations behind a provider; undefined for one whose objects carry none. What is made up is registered nowhere. */
export function serviceCarrier(provider: Provider): ServiceCarrier | undefined {
  if (provider.standInFor !== undefined) return NOWHERE;
  return provider instanceof Carrier ? provider : undefined;
}

const NOWHERE: ServiceCarrier = {
  register: async ({ state }) => ({ state, diagnostics: [] }),
  deregister: async () => [],
  show: async () => {},
  shown: async () => {},
  follow: (_, listener) => {
    listener({ isWell: true, why: "" });
    return () => {};
  },
  sight: undefined,
  explain: async () => "",
};

class Carrier<Inner extends Provider> implements Provider, ServiceCarrier {
  protected readonly inner: Inner;
  readonly #own: ProviderSchema;
  readonly #types: ReadonlySet<string>;
  readonly #schema: ProviderSchema;
  readonly #connect: ConnectAgent;
  #registrar: ServiceRegistrar | undefined;

  constructor(inner: Inner, types: ReadonlySet<string>, schema: ProviderSchema, connect: ConnectAgent) {
    this.inner = inner;
    this.#own = inner.schema();
    this.#types = types;
    this.#schema = schema;
    this.#connect = connect;
  }

  schema(): ProviderSchema {
    return this.#schema;
  }
  get ephemeral(): Provider["ephemeral"] {
    return this.inner.ephemeral;
  }
  get actions(): Provider["actions"] {
    return this.inner.actions;
  }
  get lists(): Provider["lists"] {
    return this.inner.lists;
  }
  get upgradeIdentity(): Provider["upgradeIdentity"] {
    const { upgradeIdentity } = this.inner;
    return upgradeIdentity?.bind(this.inner);
  }
  get moveState(): Provider["moveState"] {
    const { moveState } = this.inner;
    return moveState?.bind(this.inner);
  }
  async functions(): ReturnType<NonNullable<Provider["functions"]>> {
    return (await this.inner.functions?.()) ?? new Map();
  }
  validateData(request: { type: string; config: Value }): ReturnType<Provider["validateData"]> {
    return this.inner.validateData(request);
  }
  readData(request: { type: string; config: Value; signal: AbortSignal }): ReturnType<Provider["readData"]> {
    return this.inner.readData(request);
  }
  validateProvider(request: { config: Value }): ReturnType<Provider["validateProvider"]> {
    return this.inner.validateProvider(request);
  }
  exclusive({ type, state }: { type: string; state: Value }): readonly string[] {
    return this.inner.exclusive?.({ type, state: this.strip(type, state) }) ?? [];
  }
  async settle(request: { type: string; state: Value; signal: AbortSignal }): Promise<Checked> {
    const state = this.strip(request.type, request.state);
    return (await this.inner.settle?.({ ...request, state })) ?? { diagnostics: [] };
  }
  /** Its registrations count too: one that goes from the catalog, or is not well any more, is news. */
  watch({ type, state, signal, hint }: WatchRequest): Promise<void> | undefined {
    const watched = this.inner.watch?.({ type, state: this.strip(type, state), signal, hint });
    if (watched === undefined || !this.carries(type)) return watched;
    return watched.finally(this.follow(state, hint));
  }
  close(): Promise<void> {
    return this.inner.close();
  }

  configure(request: { config: Value; signal: AbortSignal }): ReturnType<Provider["configure"]> {
    this.#registrar = new ServiceRegistrar(this.#connect(Fields.of(request.config)));
    return this.inner.configure(request);
  }

  async validateResource(request: { type: string; config: Value }): ReturnType<Provider["validateResource"]> {
    if (!this.carries(request.type)) return this.inner.validateResource(request);
    const config = this.strip(request.type, request.config);
    const { diagnostics } = await this.inner.validateResource({ type: request.type, config });
    return { diagnostics: [...diagnostics, ...serviceMistakes(request.config)] };
  }

  async upgradeState(request: {
    type: string;
    version: number;
    json: string;
  }): ReturnType<Provider["upgradeState"]> {
    const { diagnostics, value } = await this.inner.upgradeState(request);
    if (value === undefined || !this.carries(request.type)) return { diagnostics, value };
    const parsed = JSON.parse(request.json) as Plain;
    const services = isRecord(parsed) && isRecord(parsed.service) ? parsed.service : {};
    return {
      diagnostics,
      value: { state: this.join(request.type, value.state, fromPlain(SERVICE_TYPE, services)) },
    };
  }

  async read(request: Parameters<Provider["read"]>[0]): Promise<Applied> {
    const { type, state, signal } = request;
    if (!this.carries(type)) return this.inner.read(request);
    const before = this.strip(type, state);
    const { diagnostics, value } = await this.inner.read({ ...request, state: before });
    if (value === undefined) return { diagnostics, value };
    if (value.state.isNull) return { diagnostics, value: { ...value, state: Value.null(state.type) } };
    const { services, warnings } = await this.registrar.observe(
      state,
      this.instance(type, before),
      this.instance(type, value.state),
      signal,
    );
    const joined = this.join(type, value.state, fromPlain(SERVICE_TYPE, services));
    return { diagnostics: [...diagnostics, ...warnings], value: { ...value, state: joined } };
  }

  async plan(request: PlanRequest): Promise<Outcome<PlanResponse>> {
    const { type, config, prior } = request;
    if (!this.carries(type) || config.isNull) return this.inner.plan(request);
    const { diagnostics, value } = await this.inner.plan({
      ...request,
      prior: this.strip(type, prior),
      proposed: this.strip(type, request.proposed),
      config: this.strip(type, config),
    });
    if (value === undefined) return { diagnostics, value };
    const services = planNested(
      SERVICE_BLOCK,
      servicesOf(config),
      prior.isNull ? undefined : servicesOf(prior),
    );
    return { diagnostics, value: { ...value, planned: this.join(type, value.planned, services) } };
  }

  async apply(request: ApplyRequest): Promise<Applied> {
    if (!this.carries(request.type)) return this.inner.apply(request);
    return request.planned.isNull ? this.#destroy(request) : this.#make(request);
  }

  async import(request: Parameters<Provider["import"]>[0]): ReturnType<Provider["import"]> {
    const { diagnostics, value } = await this.inner.import(request);
    if (value === undefined) return { diagnostics, value };
    const none = fromPlain(SERVICE_TYPE, {});
    const imported = value.imported.map((object) =>
      this.carries(object.type) ? { ...object, state: this.join(object.type, object.state, none) } : object,
    );
    return { diagnostics, value: { imported } };
  }

  /** The inner provider's half alone: the registrations have actions of their own. */
  async #destroy(request: ApplyRequest): Promise<Applied> {
    const { type, prior, planned, config } = request;
    const { diagnostics, value } = await this.inner.apply({
      ...request,
      prior: this.strip(type, prior),
      planned: this.strip(type, planned),
      config: this.strip(type, config),
    });
    if (value === undefined) return { diagnostics, value };
    if (value.state.isNull) return { diagnostics, value: { ...value, state: Value.null(prior.type) } };
    return { diagnostics, value: { ...value, state: this.join(type, value.state, servicesOf(prior)) } };
  }

  /** What the state then says of the services is what `register` will bring about; no agent hears of it here. */
  async #make(request: ApplyRequest): Promise<Applied> {
    const { type, prior, planned, config, signal } = request;
    const before = this.strip(type, prior);
    const wanted = this.strip(type, planned);
    const same = !prior.isNull && rawEquals(before, wanted);
    if (prior.isNull && Fields.of(planned).labelled("service").size > 0) {
      const down = await this.registrar.agent.down(signal);
      if (down !== undefined) return { diagnostics: [diagnosticOf(down)], value: undefined };
    }
    const made: Applied = same
      ? { diagnostics: [], value: { state: before, private: request.private, identity: request.identity } }
      : await this.inner.apply({
          ...request,
          prior: before,
          planned: wanted,
          config: this.strip(type, config),
        });
    const { value } = made;
    if (value === undefined) return made;
    if (made.diagnostics.some(({ severity }) => severity === "error")) {
      const held = prior.isNull ? {} : serviceRecords(prior);
      const state = this.join(type, value.state, fromPlain(SERVICE_TYPE, held));
      return { diagnostics: made.diagnostics, value: { ...value, state } };
    }
    const besideBy = request.beside === true ? request.operationId : undefined;
    const instance = (): ServiceInstance => this.keyed(type, value.state, besideBy);
    const { services, failures } = describeServices(instance, planned);
    const state = this.join(type, value.state, fromPlain(SERVICE_TYPE, services));
    return { diagnostics: [...made.diagnostics, ...failures], value: { ...value, state } };
  }

  async register({ type, before, state, signal, hiddenFor }: Registering): Promise<Registered> {
    const held = before.isNull ? {} : serviceRecords(before);
    const instance = (): ServiceInstance => this.instance(type, this.strip(type, state));
    const { services, failures } = await this.registrar.register(instance, state, held, signal, hiddenFor);
    const joined = this.join(type, this.strip(type, state), fromPlain(SERVICE_TYPE, services));
    return { state: joined, diagnostics: failures };
  }

  async deregister({ prior, kept, signal }: Deregistering): Promise<readonly ProviderDiagnostic[]> {
    const warnings: ProviderDiagnostic[] = [];
    for (const [, service] of Fields.of(prior).labelled("service")) {
      const id = service.text("id");
      if (kept.has(id)) continue;
      const failure = await this.registrar.agent.deregister(id, signal);
      if (failure !== undefined && warnings.length === 0) warnings.push(leftToTheAgent(failure));
    }
    return warnings;
  }

  async show(state: Value, signal: AbortSignal): Promise<void> {
    const { agent } = this.registrar;
    await Promise.all([...registeredServices(state).values()].map((id) => agent.show(id, signal)));
  }

  async shown(state: Value, signal: AbortSignal): Promise<void> {
    const { watches } = this.registrar.agent;
    const services = [...registeredServices(state)];
    await Promise.all(services.map(([name, id]) => awaitShown(watches, name, id, signal)));
  }

  follow(state: Value, listener: (health: ObjectHealth) => void): () => void {
    return followObject(this.registrar.agent.watches, registeredServices(state), listener);
  }

  get sight(): ServiceSight {
    return this.registrar.agent;
  }

  async explain(state: Value, signal: AbortSignal): Promise<string> {
    const ids = [...registeredServices(state).values()];
    return (await this.registrar.agent.outputs(ids, signal).catch(() => [])).join("; ");
  }

  protected get registrar(): ServiceRegistrar {
    if (this.#registrar === undefined) throw new Error("the provider was used before it was configured");
    return this.#registrar;
  }

  /** What stands behind the services of an object, of its inner state. */
  protected instance(type: string, state: Value): ServiceInstance {
    return this.inner.serviceInstance?.({ type, state }) ?? ownerless(type, Fields.of(state));
  }

  /** One that an operation makes beside another must not take that one's place in the catalog before its turn. */
  protected keyed(type: string, state: Value, besideBy: string | undefined): ServiceInstance {
    const own = this.instance(type, state);
    return besideBy === undefined ? own : { ...own, key: `${own.key}-${besideBy.slice(0, 8)}` };
  }

  protected carries(type: string): boolean {
    return this.#types.has(type);
  }

  protected strip(type: string, value: Value): Value {
    const block = this.#own.resourceTypes.get(type)?.block;
    return block === undefined ? value : project(value, block);
  }

  protected join(type: string, value: Value, services: Value): Value {
    const block = this.#schema.resourceTypes.get(type)?.block;
    if (block === undefined) return value;
    const outer = impliedType(block);
    return value.isKnown
      ? objectOfType(outer, [...value.asEntries, ["service", services]])
      : Value.null(outer);
  }
}

class RecoveringCarrier extends Carrier<RecoveringProvider> implements RecoveringProvider {
  async recover(request: {
    type: string;
    planned: Value;
    operationId: string;
    beside?: boolean;
    signal: AbortSignal;
  }): ReturnType<RecoveringProvider["recover"]> {
    const { type, planned, operationId, beside, signal } = request;
    if (!this.carries(type)) return this.inner.recover(request);
    const { diagnostics, value } = await this.inner.recover({
      ...request,
      planned: this.strip(type, planned),
    });
    if (value?.state === undefined) return { diagnostics, value };
    const made = value.state;
    // What could not be registered now is missing from the state, so that the next plan makes it up.
    // What stands beside its old one is shown when that goes: whether its rollout switches at once nobody knows here.
    const hiddenFor = beside === true ? "an apply that was cut short" : undefined;
    const instance = (): ServiceInstance => this.keyed(type, made, beside === true ? operationId : undefined);
    const { services } = await this.registrar.register(instance, planned, {}, signal, hiddenFor);
    const state = this.join(type, value.state, fromPlain(SERVICE_TYPE, services));
    return { diagnostics, value: { ...value, state } };
  }
}

/** An object of which its provider does not say where it is reached. */
function ownerless(type: string, state: Fields): ServiceInstance {
  return {
    key: `${type}-${state.string("id") ?? state.text("name")}`,
    owner: undefined,
    endpoint: () =>
      `its provider does not say where a ${type} is reached. Say the address in the service block (address = …).`,
  };
}
