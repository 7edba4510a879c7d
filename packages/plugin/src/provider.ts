import type { Func, Path, Value } from "@tutti/values";
import type { ActionCalls } from "./actions.ts";
import type { Checked, Outcome, Private } from "./answer.ts";
import type { EphemeralCalls } from "./ephemeral.ts";
import type { ListCalls } from "./lists.ts";
import type { ProviderSchema } from "./schema.ts";
import type { ServiceInstance } from "./service-instance.ts";

/**
 * One provider interface, two carriers: our own providers are called
 * in-process with these very objects; plugins of other makers are reached over
 * gRPC by a host that implements it.
 *
 * Values are objects of the implied type of the schema's block. A call never
 * rejects for what went wrong outside: it answers with diagnostics. It must
 * stop soon after `signal` is aborted.
 */
export interface Provider {
  schema(): ProviderSchema;
  /**
   * Functions under `provider::<name>::`, run at evaluation, so synchronous. Asked for where an expression may
   * call one: those of a program are there once it runs. Rejects with a `ProviderFailure` where it cannot.
   */
  functions?(): Promise<ReadonlyMap<string, Func>>;

  validateProvider(request: { readonly config: Value }): Promise<Checked>;
  validateResource(request: { readonly type: string; readonly config: Value }): Promise<Checked>;
  validateData(request: { readonly type: string; readonly config: Value }): Promise<Checked>;
  /** Called once before anything below; `config` may hold unknowns during plan. */
  configure(request: { readonly config: Value; readonly signal: AbortSignal }): Promise<Checked>;

  /** A stored value of an older schema version, as parsed JSON, to one of today's. */
  upgradeState(request: {
    readonly type: string;
    readonly version: number;
    readonly json: string;
  }): Promise<Outcome<{ readonly state: Value }>>;
  /** The same for a stored identity; left out by a provider whose identities have one version. */
  readonly upgradeIdentity?: UpgradeIdentity | undefined;
  /**
   * What an object of another type, perhaps of another provider, is as one of
   * `type`, where a `moved` block says that it is one now. Asked of a provider
   * that is not configured. Left out by one that takes none.
   */
  readonly moveState?: MoveState | undefined;
  /** What is there now; a null state when it is gone. */
  read(request: {
    readonly type: string;
    readonly state: Value;
    /** As it is stored; undefined where none is yet, or the type has none. */
    readonly identity?: Value | undefined;
    readonly private: Private;
    readonly signal: AbortSignal;
  }): Promise<Outcome<ObjectAnswer>>;
  /**
   * What applying would give. `prior` is null for a create, `config` null for
   * a destroy; `proposed` is prior and config merged by the schema's rules.
   */
  plan(request: PlanRequest): Promise<Outcome<PlanResponse>>;
  apply(request: ApplyRequest): Promise<Outcome<ObjectAnswer>>;
  /** By an id, or (then `id` is empty) by an identity of the type's schema in which some parts may be null. */
  import(request: {
    readonly type: string;
    readonly id: string;
    readonly identity?: Value | undefined;
    readonly signal: AbortSignal;
  }): Promise<Outcome<{ readonly imported: readonly ImportedObject[] }>>;
  readData(request: {
    readonly type: string;
    readonly config: Value;
    readonly signal: AbortSignal;
  }): Promise<Outcome<{ readonly state: Value }>>;
  /**
   * What stands behind the services of an object, asked for one that carries
   * `service` blocks. Left out (a plugin of another maker): the blocks must say
   * their address, and the registrations belong to nobody but the state.
   */
  serviceInstance?(request: { readonly type: string; readonly state: Value }): ServiceInstance | undefined;
  /**
   * What no two objects can have at one time ("the host's port 8080"), of an object
   * or of what is planned: in words that are the same for the same thing. Where a
   * new object is made beside the old one, both must not have the same. A name need
   * not be told where `apply` can do without it for a while (`beside`).
   */
  exclusive?(request: { readonly type: string; readonly state: Value }): readonly string[];
  /** What an object was made without, because another of its address stood beside it (`beside`), it gets now: that one is gone. */
  settle?(request: {
    readonly type: string;
    readonly state: Value;
    readonly signal: AbortSignal;
  }): Promise<Checked>;
  /**
   * Hints that an object may not be any more what it was: once as soon as it listens, and each time that
   * something in the world tells. A hint claims nothing; whoever gets one reads the object. Resolves when
   * `signal` is aborted, rejects where it cannot listen (any more). Undefined, or left out: nothing tells of
   * such an object, and it has to be read now and then.
   */
  watch?(request: WatchRequest): Promise<void> | undefined;
  /**
   * Whether what `validateResource` and `plan` answer about a type follows from
   * what they are asked with and from the configuration alone, so that one who
   * asked once need not ask again. Left out: it does not.
   */
  plansAlone?(type: string): boolean;
  /**
   * Of a provider that makes everything up (a mock): the same in place of another
   * one, asked where that is this one with something joined to it, so that what is
   * joined is made up as well. Left out by all that are real.
   */
  standInFor?(provider: Provider): Provider;
  /** Left out by a provider without ephemeral types. */
  readonly ephemeral?: EphemeralCalls | undefined;
  /** Left out by a provider without actions. */
  readonly actions?: ActionCalls | undefined;
  /** Left out by a provider of whose objects none can be listed. */
  readonly lists?: ListCalls | undefined;
  /** A last word before the end: connections are closed, nothing new starts. */
  close(): Promise<void>;
}

/** An object, and who wants to hear of it. */
export interface WatchRequest {
  readonly type: string;
  readonly state: Value;
  readonly signal: AbortSignal;
  readonly hint: () => void;
}

/** A stored identity of an older version, as JSON, to one of today's. */
type UpgradeIdentity = (request: {
  readonly type: string;
  readonly version: number;
  readonly json: string;
}) => Promise<Outcome<{ readonly identity: Value }>>;

/** A stored object as it is, to one of a type of this provider. */
export type MoveState = (request: {
  /** The provider's source: `registry.terraform.io/hashicorp/null`. */
  readonly sourceProvider: string;
  readonly sourceType: string;
  readonly sourceVersion: number;
  readonly sourceJson: string;
  readonly sourcePrivate: Private;
  readonly type: string;
}) => Promise<Outcome<{ readonly state: Value; readonly private: Private }>>;

/** An object as it is now. */
export interface ObjectAnswer {
  readonly state: Value;
  readonly private: Private;
  /** Of a type that has identities; undefined: the provider does not say. */
  readonly identity?: Value | undefined;
  readonly isLegacy?: IsLegacy;
}

/**
 * Its maker's kit is older than the rules of what a plan may say of the
 * configuration, and a result of the plan (`legacy_type_system`): where it
 * breaks them, that is told to the log alone.
 */
type IsLegacy = true;

/** What is there, and what is wanted. */
export interface PlanRequest {
  readonly type: string;
  readonly prior: Value;
  /** Of what is there, as it is stored. */
  readonly identity?: Value | undefined;
  readonly proposed: Value;
  readonly config: Value;
  readonly private: Private;
  readonly signal: AbortSignal;
}

/** What there will be, and what that needs. */
export interface PlanResponse {
  readonly planned: Value;
  /** Changes at these places cannot be made in place. */
  readonly requiresReplace: readonly Path[];
  readonly private: Private;
  /** What the identity will be, as far as it is known; undefined: the provider does not say. */
  readonly identity?: Value | undefined;
  readonly isLegacy?: IsLegacy;
}

/** What is there, and what the plan promised. */
export interface ApplyRequest {
  readonly type: string;
  readonly prior: Value;
  /** Null for a destroy. */
  readonly planned: Value;
  readonly config: Value;
  /** As the plan had it. */
  readonly identity?: Value | undefined;
  readonly private: Private;
  /**
   * The same for every try of one action of one apply, also after a crash, so
   * that a provider can mark what it makes and find it again: nothing is made
   * twice. Opaque text of letters, digits and dashes.
   */
  readonly operationId: string;
  /** The object that it will take the place of still stands. */
  readonly beside?: boolean;
  readonly signal: AbortSignal;
  /** Progress in words ("waiting for the container's health"), shown by the command line. */
  readonly progress?: (text: string) => void;
}

/** An object that the provider found under an ID. */
export interface ImportedObject {
  readonly type: string;
  readonly state: Value;
  readonly private: Private;
  readonly identity?: Value | undefined;
}

/**
 * Providers whose objects can be found by the operation that made them
 * implement this; after a killed apply the engine asks before it makes
 * anything again. Undefined: nothing was made.
 */
export interface RecoveringProvider extends Provider {
  recover(request: {
    readonly type: string;
    readonly planned: Value;
    readonly operationId: string;
    /** It was made beside another object of its address, which is there still. */
    readonly beside?: boolean;
    readonly signal: AbortSignal;
  }): Promise<
    Outcome<{
      readonly state: Value | undefined;
      readonly private: Private;
      readonly identity?: Value | undefined;
    }>
  >;
}

/** How the engine gets providers: by source address, each alias configured on its own. */
export interface ProviderRegistry {
  /** Undefined where no provider of that source is installed. */
  load(source: string): Promise<ProviderFactory | undefined>;
}

/** Makes a provider when a configuration first needs it. */
export interface ProviderFactory {
  readonly source: string;
  readonly version: string | undefined;
  /** What it is; for all configurations the same. Rejects with a `ProviderFailure` where it cannot be used (`schemaOf`). */
  schema(): Promise<ProviderSchema>;
  /** Asked once `schema` was answered. `configuration` is the address of what it is made for, as the state writes it; it must not act by it. */
  create(configuration?: string): Promise<Provider>;
}
