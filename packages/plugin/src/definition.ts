import type { ErrorKind } from "@tutti/errors";
import type { FuncError, Type, Value } from "@tutti/values";
import type { ProviderDiagnostic } from "./answer.ts";
import type { Fields } from "./fields.ts";
import type { Plain, PlainRecord } from "./plain.ts";
import type {
  AttributeSchema,
  BlockSchema,
  FunctionSchema,
  IdentityAttribute,
  NestedBlockSchema,
} from "./schema.ts";
import type { ServiceInstance } from "./service-instance.ts";

/** A schema's attribute and how it is planned. */
export interface AttributeDefinition extends AttributeSchema {
  /** A change of it needs a new object. */
  readonly forceNew?: boolean;
  /** Taken where the configuration says nothing; such an attribute is optional and computed. */
  readonly default?: Plain;
  /** Computed anew with every update; other computed attributes keep their value. */
  readonly volatile?: boolean;
}

/** A nested block and how it is planned. */
export interface NestedBlockDefinition extends NestedBlockSchema {
  readonly block: BlockDefinition;
  readonly forceNew?: boolean;
  /** Where the configuration has none they are what the provider tells, and stay: for a block of an `olderKit`. */
  readonly computed?: boolean;
}

/** A block as an in-process provider declares it. */
export interface BlockDefinition extends BlockSchema {
  readonly attributes: ReadonlyMap<string, AttributeDefinition>;
  readonly blocks: ReadonlyMap<string, NestedBlockDefinition>;
  /**
   * Of a whole resource: its states come from providers made with an older
   * kit, for which what is not written and what is empty, zero or false are
   * the same. What is there stays then, and plans are taken as theirs are
   * (`isLegacy`).
   */
  readonly olderKit?: boolean;
}

/** What a handler gets to do its work. */
export interface HandlerContext<Client> {
  readonly client: Client;
  /** What the configuration says: of write-only arguments nothing else tells. */
  readonly config: Fields;
  readonly operationId: string;
  /** The object that a new one will take the place of still stands. */
  readonly beside: boolean;
  readonly signal: AbortSignal;
  readonly progress: (text: string) => void;
}

/** What a handler gets that only looks. */
export type ReadContext<Client> = Omit<
  HandlerContext<Client>,
  "operationId" | "beside" | "progress" | "config"
>;

/** What a handler gets that hints when an object may have changed. */
interface WatchContext<Client> extends ReadContext<Client> {
  readonly hint: () => void;
}

/**
 * A resource type of an in-process provider. Handlers take plain fields and
 * give back only what they computed or observed; the rest stays as planned or
 * stored. They throw `ProviderFailure` or `RuntimeError` when the world fails.
 */
export interface ResourceDefinition<Client> {
  readonly version?: number;
  readonly block: BlockDefinition;
  /** What tells its objects apart: attributes of the block by these names. With `import`, the id that they stand for. */
  readonly identity?: IdentityDefinition;
  /** Mistakes that the schema cannot tell; unknown fields are undefined. */
  validate?(config: Fields): readonly ProviderDiagnostic[];
  /**
   * A last word about the plan of a create or update: attributes that will
   * have another value (`undefined` in a result: not known before apply), and
   * names of attributes that force a replacement now.
   */
  adjust?(
    planned: Fields,
    prior: Fields | undefined,
    client: Client | undefined,
    config: Fields,
  ): PlanAdjustment | Promise<PlanAdjustment>;
  /** Stored attributes of an older version as those of today's; left out, they are what they are. */
  upgrade?(stored: PlainRecord, version: number): PlainRecord | Promise<PlainRecord>;
  /** The attributes of what was an object of another type, perhaps of another provider; undefined: of that none can be made. */
  moveFrom?(source: MovedObject): PlainRecord | undefined | Promise<PlainRecord | undefined>;
  create(planned: Fields, context: HandlerContext<Client>): Promise<PlainRecord>;
  /** Undefined: it is gone. */
  read(state: Fields, context: ReadContext<Client>): Promise<PlainRecord | undefined>;
  /** Left out where every change needs a new object. */
  update?(planned: Fields, prior: Fields, context: HandlerContext<Client>): Promise<PlainRecord>;
  /** Deleting what is gone is no error. */
  delete(state: Fields, context: HandlerContext<Client>): Promise<void>;
  /** The attributes found under an id. */
  import?(id: string, context: ReadContext<Client>): Promise<PlainRecord>;
  /** Which objects there are, whoever made them; of a type with an identity and `import`. */
  readonly list?: ListDefinition<Client>;
  /** What stands behind its services. */
  serviceInstance?(state: Fields, client: Client): ServiceInstance;
  /** What no two objects can have at one time, in words; what is not known is undefined. */
  exclusive?(fields: Fields): readonly string[];
  /** Gives an object what it was made without because another stood beside it. */
  settle?(state: Fields, context: ReadContext<Client>): Promise<void>;
  /** Where something in the world tells of its objects: hints as `Provider.watch` does. */
  watch?(state: Fields, context: WatchContext<Client>): Promise<void> | undefined;
  /** What the operation made, if it made it. */
  recover?(
    planned: Fields,
    context: Omit<HandlerContext<Client>, "progress" | "config" | "beside">,
  ): Promise<PlainRecord | undefined>;
}

/** A stored object that a `moved` block leads from. */
export interface MovedObject {
  /** In full: `registry.terraform.io/hashicorp/null`. */
  readonly provider: string;
  readonly type: string;
  /** Of its schema. */
  readonly version: number;
  readonly attributes: PlainRecord;
}

/** Attributes that never change while an object is there, and together name one object of the provider. */
interface IdentityDefinition {
  readonly attributes: Readonly<Record<string, Omit<IdentityAttribute, "type">>>;
  /** What `import` is asked with; parts that were not given are undefined. Default: the attribute `id`. */
  importId?(identity: Fields): string;
}

/** How the objects of a type are found. */
export interface ListDefinition<Client> {
  /** What can be asked for: filters. */
  readonly block: BlockDefinition;
  /** Mistakes that the schema cannot tell; unknown fields are undefined. */
  validate?(config: Fields): readonly ProviderDiagnostic[];
  /** In an order that stays the same while nothing changes. The reader leaves off after `limit` of them. */
  list(
    config: Fields,
    context: ReadContext<Client> & { readonly limit: number },
  ): AsyncIterable<FoundObject> | Iterable<FoundObject>;
}

/** An object that is there: how a person calls it, and its identity. */
interface FoundObject {
  readonly displayName: string;
  readonly identity: PlainRecord;
}

/** What a resource changes in its own plan. */
interface PlanAdjustment {
  readonly set?: PlainRecord;
  readonly unknown?: readonly string[];
  readonly replace?: readonly string[];
}

/** A data source of an in-process provider. */
export interface DataDefinition<Client> {
  readonly version?: number;
  readonly block: BlockDefinition;
  /** Mistakes that the schema cannot tell; unknown fields are undefined. */
  validate?(config: Fields): readonly ProviderDiagnostic[];
  /** The computed attributes. */
  read(
    config: Fields,
    context: ReadContext<Client> & { readonly warn: (kind: ErrorKind, detail: string) => void },
  ): Promise<PlainRecord>;
}

/** A function of an in-process provider, `provider::<name>::f`: asked for without being configured. */
export interface FunctionDefinition {
  readonly schema: FunctionSchema;
  /** The arguments are known, of their types, and as many as the schema says. */
  call(args: readonly Value[]): Value | FuncError;
}

/** A type of ephemeral object of an in-process provider. */
export interface EphemeralDefinition<Client> {
  readonly block: BlockDefinition;
  /** Mistakes that the schema cannot tell; unknown fields are undefined. */
  validate?(config: Fields): readonly ProviderDiagnostic[];
  /** `computed` are the attributes that the configuration does not give; `handle` comes back with `renew` and `close`. */
  open(config: Fields, context: ReadContext<Client>): Promise<OpenedFields>;
  renew?(handle: string, context: ReadContext<Client>): Promise<Omit<OpenedFields, "computed">>;
  close?(handle: string, context: ReadContext<Client>): Promise<void>;
}

/** Something that an in-process provider can be asked to do. */
export interface ActionDefinition<Client> {
  /** The arguments, all of which are given: none is computed. */
  readonly block: BlockDefinition;
  /** Mistakes that the schema cannot tell; unknown fields are undefined. */
  validate?(config: Fields): readonly ProviderDiagnostic[];
  invoke(
    config: Fields,
    context: ReadContext<Client> & { readonly progress: (text: string) => void },
  ): Promise<void>;
}

/** What opening an ephemeral object gave. */
interface OpenedFields {
  readonly computed: PlainRecord;
  readonly handle?: string;
  /** Milliseconds since 1970; left out: it need not be renewed. */
  readonly renewAt?: number;
}

/** An in-process provider: its configuration, resources, data sources and functions. */
export interface ProviderDefinition<Client> {
  readonly block: BlockDefinition;
  readonly resources: Readonly<Record<string, ResourceDefinition<Client>>>;
  readonly dataSources: Readonly<Record<string, DataDefinition<Client>>>;
  readonly ephemeral?: Readonly<Record<string, EphemeralDefinition<Client>>>;
  readonly actions?: Readonly<Record<string, ActionDefinition<Client>>>;
  readonly functions?: Readonly<Record<string, FunctionDefinition>>;
  /** Mistakes that the schema cannot tell; unknown fields are undefined. */
  validate?(config: Fields): readonly ProviderDiagnostic[];
  /** `complete` is false while a part of the configuration is not known yet. */
  configure(config: Fields, complete: boolean): Promise<Client>;
  close?(client: Client): Promise<void>;
}

type AttributeOptions = Omit<AttributeDefinition, "type">;

/** `{ name: required(STRING), … }` as the map that a schema holds. */
export function block(
  attributes: Readonly<Record<string, AttributeDefinition>>,
  blocks: Readonly<Record<string, NestedBlockDefinition>> = {},
): BlockDefinition {
  return { attributes: new Map(Object.entries(attributes)), blocks: new Map(Object.entries(blocks)) };
}

/** An argument that must be given. */
export function required(type: Type, options: AttributeOptions = {}): AttributeDefinition {
  return { type, required: true, ...options };
}

/** An argument that may be given. With a `default` it is computed too. */
export function optional(type: Type, options: AttributeOptions = {}): AttributeDefinition {
  return { type, optional: true, ...(options.default === undefined ? {} : { computed: true }), ...options };
}

/** An attribute that the provider tells. */
export function computed(type: Type, options: AttributeOptions = {}): AttributeDefinition {
  return { type, computed: true, ...options };
}

/** An argument that may be given, and that the provider tells where it is not. */
export function optionalComputed(type: Type, options: AttributeOptions = {}): AttributeDefinition {
  return { type, optional: true, computed: true, ...options };
}

/** A list of nested blocks. */
export function blockList(
  nested: BlockDefinition,
  options: Omit<NestedBlockDefinition, "nesting" | "block"> = {},
): NestedBlockDefinition {
  return { nesting: "list", block: nested, ...options };
}

/** A set of nested blocks. */
export function blockSet(
  nested: BlockDefinition,
  options: Omit<NestedBlockDefinition, "nesting" | "block"> = {},
): NestedBlockDefinition {
  return { nesting: "set", block: nested, ...options };
}
