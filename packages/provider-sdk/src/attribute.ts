import type { AttributeDefinition, Plain } from "@tutti/plugin";
import type { ValueType } from "./value-type.ts";

/** Who sets an attribute, which decides where its value can be counted on. */
export type Role = "required" | "optional" | "defaulted" | "computed" | "optionalComputed" | "writeOnly";

declare const plain: unique symbol;

/** An attribute of a schema. */
export interface Attribute<T, R extends Role> {
  readonly kind: "attribute";
  readonly role: R;
  readonly definition: AttributeDefinition;
  /** What is wrong with a value that is written; see `Options.validate`. */
  readonly checks: readonly Check<never>[];
  readonly [plain]?: T;
}

/** Says in a sentence what is wrong with a value; undefined: nothing. */
export type Check<T> = (value: T) => string | undefined;

interface Options<T> {
  /** Shown in documentation and by editors. */
  readonly description?: string;
  /** Its value is not shown. */
  readonly sensitive?: boolean;
  readonly deprecated?: boolean;
  /** What is asked of every value that is written and known; a sentence where it will not do. */
  readonly validate?: Check<T> | readonly Check<T>[];
}

interface Planned {
  /** A change of it needs a new object. */
  readonly forceNew?: boolean;
}

interface Told {
  /** The provider tells it anew with every update; without it, it keeps its value. */
  readonly volatile?: boolean;
}

/** An argument that must be given. */
export function required<T>(
  type: ValueType<T>,
  options: Options<T> & Planned = {},
): Attribute<T, "required"> {
  return attribute("required", type, options, { required: true });
}

/** An argument that may be given; with a `default` the handlers always find a value. */
export function optional<T>(
  type: ValueType<T>,
  options: Options<T> & Planned & { readonly default: NoInfer<T> },
): Attribute<T, "defaulted">;
export function optional<T>(type: ValueType<T>, options?: Options<T> & Planned): Attribute<T, "optional">;
export function optional<T>(
  type: ValueType<T>,
  options: Options<T> & Planned & { readonly default?: NoInfer<T> } = {},
): Attribute<T, "defaulted" | "optional"> {
  const { default: value, ...rest } = options;
  if (value === undefined) return attribute("optional", type, rest, { optional: true });
  // What is of the type is plain data.
  return attribute("defaulted", type, rest, { optional: true, computed: true, default: value as Plain });
}

/** An attribute that the provider tells: every create, and with `volatile` every update. */
export function computed<T>(
  type: ValueType<T>,
  options: Omit<Options<T>, "validate"> & Told = {},
): Attribute<T, "computed"> {
  return attribute("computed", type, options, { computed: true });
}

/** An argument that may be given, and that the provider tells where it is not. */
export function optionalComputed<T>(
  type: ValueType<T>,
  options: Options<T> & Planned & Told = {},
): Attribute<T, "optionalComputed"> {
  return attribute("optionalComputed", type, options, { optional: true, computed: true });
}

/** An argument that no plan and no state keeps: `create` and `update` find it in `context.config`. Not in blocks of a set. */
export function writeOnly<T>(
  type: ValueType<T>,
  options: Options<T> & { readonly required?: boolean } = {},
): Attribute<T, "writeOnly"> {
  const { required: isRequired, ...rest } = options;
  const whose = isRequired === true ? { required: true } : { optional: true };
  return attribute("writeOnly", type, rest, { ...whose, writeOnly: true });
}

function attribute<T, R extends Role>(
  role: R,
  { type }: ValueType<T>,
  { validate, ...options }: Options<T> & Planned & Told,
  whose: Omit<AttributeDefinition, "type">,
): Attribute<T, R> {
  const checks = typeof validate === "function" ? [validate] : (validate ?? []);
  return { kind: "attribute", role, definition: { type, ...options, ...whose }, checks };
}
