/** What a provider says of each thing that it has. Members of handlers follow from the schema. */

import type { MovedObject, PlainRecord, Timeouts } from "@tutti/plugin";
import type { ChangeContext, Context } from "./context.ts";
import type { Mistake } from "./failure.ts";
import type { Schema } from "./schema.ts";
import type { Config, Draft, Planned, Seen, State, Told } from "./views.ts";

type Later<T> = T | Promise<T>;

/** How a kind of block is described and checked. */
interface Described<S extends Schema> {
  readonly schema: S;
  readonly description?: string;
  /** Mistakes that no single attribute can tell. What is not known yet is undefined. */
  validate?(config: Draft<NoInfer<S>>): readonly Mistake[];
}

/** What is planned, and what led to it. What is not known yet is undefined; `isUnknown` tells it from null. */
export interface Change<S extends Schema, Client> {
  readonly planned: Draft<S>;
  /** Undefined: it is to be made. */
  readonly prior: State<S> | undefined;
  readonly config: Draft<S>;
  /** Undefined while the provider's configuration is not known. */
  readonly client: Client | undefined;
  isUnknown(name: keyof S & string): boolean;
}

/** A last word about a plan. */
export interface PlanAdjustment<S extends Schema> {
  readonly set?: Seen<S>;
  /** Known only when it was applied. */
  readonly unknown?: readonly (keyof S & string)[];
  /** Of these a change needs a new object. */
  readonly replace?: readonly (keyof S & string)[];
}

/** What tells an object from all others, by attributes of its own. */
export interface Identity<S extends Schema> {
  readonly attributes: {
    readonly [Name in keyof S & string]?: {
      readonly requiredForImport?: boolean;
      readonly description?: string;
    };
  };
  /** What `import` is asked with; default: the attribute `id`. */
  importId?(identity: Readonly<Record<string, unknown>>): string;
}

/** How the objects of a type are found; the type needs an identity and `import`. */
export interface Listing<S extends Schema, Client> {
  /** What can be asked for. */
  readonly schema: S;
  /** In an order that stays the same while nothing changes. The reader leaves off after `limit`. */
  list(
    config: Config<NoInfer<S>>,
    context: Context<Client> & { readonly limit: number },
  ): AsyncIterable<Found> | Iterable<Found>;
}

/** An object that is there: how a person calls it, and its identity. */
export interface Found {
  readonly displayName: string;
  readonly identity: PlainRecord;
}

/** A type of managed object. */
export interface Resource<S extends Schema, Client, L extends Schema = Schema> extends Described<S> {
  /** Rises when stored objects need `upgrade`; default 0. */
  readonly version?: number;
  /** By the version that is stored: its attributes as those of the next one. */
  readonly upgrade?: Readonly<Record<number, (stored: PlainRecord) => Later<PlainRecord>>>;
  /** Adds a block `timeouts`, by which whoever writes the configuration allows more or less; here the defaults: `20m`. */
  readonly timeouts?: Timeouts;
  readonly identity?: Identity<NoInfer<S>>;
  /** A last word about the plan of a create or an update. Without it the schema decides alone. */
  plan?(change: Change<NoInfer<S>, Client>): Later<PlanAdjustment<NoInfer<S>> | undefined>;
  create(planned: Planned<NoInfer<S>>, context: ChangeContext<NoInfer<S>, Client>): Promise<Told<NoInfer<S>>>;
  /** Undefined: it is gone. What is left out stays as it is stored. */
  read(state: State<NoInfer<S>>, context: Context<Client>): Promise<Seen<NoInfer<S>> | undefined>;
  /** Left out where every change needs a new object. Gives what changed of what the provider tells. */
  update?(
    planned: Planned<NoInfer<S>>,
    context: ChangeContext<NoInfer<S>, Client> & { readonly prior: State<NoInfer<S>> },
  ): Promise<Partial<Told<NoInfer<S>>>>;
  /** What is gone already is no error. */
  delete(state: State<NoInfer<S>>, context: ChangeContext<NoInfer<S>, Client>): Promise<void>;
  /** What is there under an ID. `read` is not asked for the rest. */
  import?(id: string, context: Context<Client>): Promise<Seen<NoInfer<S>>>;
  /** What an object of another type is as one of these, where a `moved` block says that it is one; undefined: none. */
  moveFrom?(source: MovedObject): Later<Seen<NoInfer<S>> | undefined>;
  readonly list?: Listing<L, Client>;
  /** What an interrupted create made, found by its `operationId`; asked only where Tutti runs the provider in its own process. */
  recover?(
    planned: Planned<NoInfer<S>>,
    context: Context<Client> & { readonly operationId: string },
  ): Promise<Seen<NoInfer<S>> | undefined>;
}

/** Something that is looked up. */
export interface DataSource<S extends Schema, Client> extends Described<S> {
  read(config: Planned<NoInfer<S>>, context: Context<Client>): Promise<Told<NoInfer<S>>>;
}

/** Something that lives only while one run uses it, and is written nowhere. */
export interface EphemeralResource<S extends Schema, Client> extends Described<S> {
  open(config: Config<NoInfer<S>>, context: Context<Client>): Promise<Opened<NoInfer<S>>>;
  /** Called when the time that was told last has come; gives the next one. */
  renew?(
    handle: string,
    context: Context<Client>,
  ): Promise<{ readonly handle?: string; readonly renewAt?: number }>;
  close?(handle: string, context: Context<Client>): Promise<void>;
}

/** What opening gave. */
export interface Opened<S extends Schema> {
  readonly told: Told<S>;
  /** Comes back with `renew` and `close`. */
  readonly handle?: string;
  /** Milliseconds since 1970; left out: it need not be renewed. */
  readonly renewAt?: number;
}

/** Something that can be done, and of which no state knows. */
export interface Action<S extends Schema, Client> extends Described<S> {
  invoke(
    config: Config<NoInfer<S>>,
    context: Context<Client> & { progress(text: string): void },
  ): Promise<void>;
}
