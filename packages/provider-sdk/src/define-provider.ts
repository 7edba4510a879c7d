import {
  type ActionDefinition,
  type DataDefinition,
  defineProvider as definePlain,
  type EphemeralDefinition,
  type FunctionDefinition,
  type RecoveringProvider,
  type ResourceDefinition,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { adaptAction, adaptData, adaptEphemeral } from "./adapt-others.ts";
import { adaptResource } from "./adapt-resource.ts";
import { checkName, checkNames } from "./checked-names.ts";
import type { Action, DataSource, EphemeralResource, Resource } from "./definitions.ts";
import type { Mistake } from "./failure.ts";
import { adaptFunction, type Parameter, type ProviderFunction } from "./provider-function.ts";
import type { Schema } from "./schema.ts";
import type { ValueType } from "./value-type.ts";
import type { Config, Draft } from "./views.ts";
import { type Configured, handled, shapeOf, type Workshop } from "./workshop.ts";

/** What a provider says of itself. */
export interface ProviderSettings<Name extends string, S extends Schema, Client> {
  /** As it is called in configurations; the names of all its types begin with it. */
  readonly name: Name;
  /** Where it is published (`registry.example.com/acme/notes`), for `-debug` alone. */
  readonly source?: string;
  /** What can be written in `provider "NAME" { … }`; default: nothing. */
  readonly schema?: S;
  readonly description?: string;
  validate?(config: Draft<NoInfer<S>>): readonly Mistake[];
  /** Called when all of the configuration is known; what it gives is `context.client` of every handler. */
  configure?(config: Config<NoInfer<S>>, context: ConfigureContext): Client | Promise<Client>;
  /** At the end. */
  close?(client: NoInfer<Client>): Promise<void>;
}

/** What `configure` may use. */
export interface ConfigureContext {
  /** Everything outside of the program; a provider that reaches it so runs under simulation too. */
  readonly runtime: Runtime;
}

type TypeName<Name extends string> = Name | `${Name}_${string}`;

interface Parts<Client> {
  readonly resources: Readonly<Record<string, Part<ResourceDefinition<Configured<Client>>>>>;
  readonly dataSources: Readonly<Record<string, Part<DataDefinition<Configured<Client>>>>>;
  readonly ephemeral: Readonly<Record<string, Part<EphemeralDefinition<Configured<Client>>>>>;
  readonly actions: Readonly<Record<string, Part<ActionDefinition<Configured<Client>>>>>;
  readonly functions: Readonly<Record<string, FunctionDefinition>>;
}
type Part<T> = (workshop: Workshop) => T;

/** Begins a provider; its types are added to what this gives, and that is served or opened. */
export function defineProvider<const Name extends string, const S extends Schema, Client = undefined>(
  settings: ProviderSettings<Name, S, Client>,
): DefinedProvider<Name, Client> {
  const nothing = { resources: {}, dataSources: {}, ephemeral: {}, actions: {}, functions: {} };
  // Which schema the settings have counts in them alone.
  return new DefinedProvider(settings as unknown as ProviderSettings<Name, Schema, Client>, nothing);
}

/** What a program that runs a provider of this kit needs of it. */
export interface OpenableProvider {
  readonly name: string;
  readonly source: string | undefined;
  /** The provider as it is called in this process, over this way to the outside. */
  open(runtime: Runtime): RecoveringProvider;
}

/** A provider, which does not change: each of these gives another one with something more. */
export class DefinedProvider<Name extends string, Client> implements OpenableProvider {
  readonly #settings: ProviderSettings<Name, Schema, Client>;
  readonly #parts: Parts<Client>;

  constructor(settings: ProviderSettings<Name, Schema, Client>, parts: Parts<Client>) {
    checkName(settings.name, "a provider");
    checkNames("provider", `the provider ${settings.name}`, settings.schema ?? {});
    this.#settings = settings;
    this.#parts = parts;
  }

  get name(): string {
    return this.#settings.name;
  }

  get source(): string | undefined {
    return this.#settings.source;
  }

  /** A type of managed object. */
  resource<const S extends Schema, const L extends Schema>(
    type: TypeName<Name>,
    resource: Resource<S, Client, L>,
  ): this {
    checkNames("resource", type, resource.schema);
    const erased = resource as unknown as Resource<Schema, Client>;
    return this.#with("resources", type, (workshop) => adaptResource(workshop, type, erased));
  }

  /** A type of object that is looked up. */
  data<const S extends Schema>(type: TypeName<Name>, data: DataSource<S, Client>): this {
    checkNames("resource", type, data.schema);
    const erased = data as unknown as DataSource<Schema, Client>;
    return this.#with("dataSources", type, (workshop) => adaptData(workshop, type, erased));
  }

  /** A type of object that lives for one run. */
  ephemeral<const S extends Schema>(type: TypeName<Name>, ephemeral: EphemeralResource<S, Client>): this {
    checkNames("resource", type, ephemeral.schema);
    const erased = ephemeral as unknown as EphemeralResource<Schema, Client>;
    return this.#with("ephemeral", type, (workshop) => adaptEphemeral(workshop, type, erased));
  }

  /** Something that can be done. */
  action<const S extends Schema>(type: TypeName<Name>, action: Action<S, Client>): this {
    const erased = action as unknown as Action<Schema, Client>;
    return this.#with("actions", type, (workshop) => adaptAction(workshop, type, erased));
  }

  /** A function `provider::NAME::f`. */
  function<
    const P extends readonly Parameter<unknown>[],
    Rest extends Parameter<unknown>,
    R extends ValueType<unknown>,
  >(name: string, one: ProviderFunction<P, Rest, R>): this {
    const erased = one as unknown as Parameters<typeof adaptFunction>[0];
    return this.#with("functions", name, adaptFunction(erased));
  }

  /** The provider as a program calls it in its own process. */
  open(runtime: Runtime): RecoveringProvider {
    const workshop = { runtime };
    const { schema = {}, configure, close, ...rest } = this.#settings;
    const { block, view, mistakes } = shapeOf({ schema, ...rest });
    const made = <T>(parts: Readonly<Record<string, Part<T>>>): Record<string, T> =>
      Object.fromEntries(Object.entries(parts).map(([type, part]) => [type, part(workshop)]));
    return definePlain<Configured<Client>>({
      block,
      validate: mistakes,
      resources: made(this.#parts.resources),
      dataSources: made(this.#parts.dataSources),
      ephemeral: made(this.#parts.ephemeral),
      actions: made(this.#parts.actions),
      functions: this.#parts.functions,
      configure: (config, complete) =>
        handled(workshop, "configure the provider", async () => {
          if (!complete) return { kind: "unknown" };
          const client = await configure?.(view(config) as never, { runtime });
          // Without `configure` there is no client, and its type says so.
          return { kind: "ready", client: client as Client };
        }),
      close: async (configured) => {
        if (configured.kind === "ready") await close?.(configured.client);
      },
    });
  }

  /** Throws for what no configuration could name, and for what is there already. */
  #with<K extends keyof Parts<Client>>(kind: K, name: string, part: Parts<Client>[K][string]): this {
    checkName(name, `one of the ${kind} of ${this.name}`);
    if (kind !== "functions" && name !== this.name && !name.startsWith(`${this.name}_`))
      throw new Error(`"${name}" is to begin with "${this.name}_", after the provider`);
    if (Object.hasOwn(this.#parts[kind], name))
      throw new Error(`the provider ${this.name} has two ${kind} called ${name}`);
    const parts = { ...this.#parts, [kind]: { ...this.#parts[kind], [name]: part } };
    return new DefinedProvider(this.#settings, parts) as this;
  }
}
