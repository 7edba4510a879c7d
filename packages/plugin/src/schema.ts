import { type ObjectType, objectType, type Type } from "@tutti/values";

/** What a provider says of itself: its own configuration and everything it manages. */
export interface ProviderSchema {
  readonly provider: Schema;
  /** What a module may say of itself to the provider (`provider_meta`); left out by one that takes nothing. */
  readonly providerMeta?: Schema;
  readonly resourceTypes: ReadonlyMap<string, Schema>;
  readonly dataSources: ReadonlyMap<string, Schema>;
  /** Types of objects that live only while one run uses them. */
  readonly ephemeralTypes?: ReadonlyMap<string, Schema>;
  /** The `config` of what the provider can be asked to do. */
  readonly actions?: ReadonlyMap<string, Schema>;
  /** By managed resource type, of those that can be listed: what their list can be asked for. */
  readonly lists?: ReadonlyMap<string, Schema>;
  /** By managed resource type: what tells its objects from all others of the provider. */
  readonly identities?: ReadonlyMap<string, IdentitySchema>;
  /** `provider::<name>::f`. */
  readonly functions?: ReadonlyMap<string, FunctionSchema>;
}

/**
 * What tells an object from all others of its provider, whichever configuration
 * of that: it never changes while the object is there. Kept in the state beside
 * the attributes; an object can be brought in by it.
 */
export interface IdentitySchema {
  /** Rises when stored identities need `upgradeIdentity`. */
  readonly version: number;
  /** Texts, numbers, truths, and lists of them. */
  readonly attributes: ReadonlyMap<string, IdentityAttribute>;
}

/** A part of an identity. The provider sets all of them; who imports gives some. */
export interface IdentityAttribute {
  readonly type: Type;
  /** Must be given to import by it; otherwise it may be. */
  readonly requiredForImport?: boolean;
  readonly description?: string;
}

const identityTypes = new WeakMap<IdentitySchema, ObjectType>();

/** The type of a whole identity; built once a schema, since there are as many identities as objects. */
export function identityType(schema: IdentitySchema): ObjectType {
  let whole = identityTypes.get(schema);
  if (whole === undefined) {
    whole = objectType([...schema.attributes].map(([name, { type }]) => [name, type] as const));
    identityTypes.set(schema, whole);
  }
  return whole;
}

/** The types that blocks of a mode may have. */
export function typesOfMode(
  schema: ProviderSchema,
  mode: "managed" | "data" | "ephemeral" | "list",
): ReadonlyMap<string, Schema> {
  if (mode === "managed") return schema.resourceTypes;
  if (mode === "data") return schema.dataSources;
  return (mode === "list" ? schema.lists : schema.ephemeralTypes) ?? new Map();
}

/** What a configuration block and its stored values look like. */
export interface Schema {
  /** Rises when stored values need `upgradeState`. */
  readonly version: number;
  readonly block: BlockSchema;
}

/** The attributes and nested blocks of a block. */
export interface BlockSchema {
  readonly attributes: ReadonlyMap<string, AttributeSchema>;
  readonly blocks: ReadonlyMap<string, NestedBlockSchema>;
  readonly description?: string;
  /** Plain text where it is left out. */
  readonly descriptionKind?: "markdown";
  readonly deprecated?: boolean;
}

/** One attribute: its type, and who sets it. */
export interface AttributeSchema {
  /** Of one with `nested` it follows from that (`nestedAttributeType`). */
  readonly type: Type;
  /** Of an object, or a collection of objects, whose parts have schemas of their own. */
  readonly nested?: NestedAttributes;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  /**
   * Given to the provider with the configuration and kept nowhere: null in
   * every plan and state. For managed resources, optional or required, never
   * computed, and not below a set.
   */
  readonly writeOnly?: boolean;
  readonly deprecated?: boolean;
  readonly description?: string;
  /** Plain text where it is left out. */
  readonly descriptionKind?: "markdown";
}

/** The attributes inside of an attribute: written with an equals sign, each set by whom its own schema says. */
export interface NestedAttributes {
  readonly nesting: "single" | "list" | "set" | "map";
  readonly attributes: ReadonlyMap<string, AttributeSchema>;
}

/** How many nested blocks of a type there may be, and what they become. */
export type Nesting = "single" | "group" | "list" | "set" | "map";

/** A type of nested block. */
export interface NestedBlockSchema {
  readonly nesting: Nesting;
  readonly block: BlockSchema;
  readonly minItems?: number;
  /** 0 or absent: no limit. */
  readonly maxItems?: number;
}

/** What a function of a provider takes at a place. */
export interface ParameterSchema {
  readonly name: string;
  readonly type: Type;
  /** Without it a null is refused before the provider is asked. */
  readonly allowNull?: boolean;
  /** Without it the result is unknown where a part of the argument is. */
  readonly allowUnknown?: boolean;
  readonly description?: string;
}

/** A function of a provider. */
export interface FunctionSchema {
  readonly parameters: readonly ParameterSchema[];
  readonly variadic?: ParameterSchema;
  readonly returnType: Type;
  readonly summary?: string;
  readonly description?: string;
}
