/** How a function of this room is written down: as data, with as little around it as can be. */

import {
  BOOL,
  DYNAMIC,
  type Func,
  FuncError,
  isInteger,
  listType,
  NUMBER,
  type Num,
  type Param,
  STRING,
  type Type,
  toBigInt,
  type Value,
} from "@tutti/values";

/** Functions by name. */
export type FunctionGroup = Readonly<Record<string, Func>>;

export interface Spec {
  readonly description: string;
  readonly params?: readonly Param[];
  readonly varParam?: Param;
  readonly returns: Type | ((args: Args) => Type | FuncError);
  readonly call: (args: Args, returnType: Type) => Value | FuncError;
  /** The result may be null. Left out, an unknown result says that it is not. */
  readonly nullable?: boolean;
}

/** A function from its spec. */
export function define(spec: Spec): Func {
  const { returns, call } = spec;
  return {
    description: spec.description,
    params: spec.params ?? [],
    ...(spec.varParam === undefined ? {} : { varParam: spec.varParam }),
    returnType: typeof returns === "function" ? (values) => returns(new Args(values)) : () => returns,
    call: (values, returnType) => call(new Args(values), returnType),
    notNull: spec.nullable !== true,
  };
}

/** The arguments of one call; that the required ones are there is checked before. */
export class Args {
  readonly values: readonly Value[];
  constructor(values: readonly Value[]) {
    this.values = values;
  }
  value(i: number): Value {
    const value = this.values[i];
    if (value === undefined) throw new TypeError(`argument ${i} is missing`);
    return value;
  }
  text(i: number): string {
    return this.value(i).asString;
  }
  number(i: number): Num {
    return this.value(i).asNumber;
  }
  /** As a whole number of 64 bits, or the message that refuses it. */
  whole(i: number): number | string {
    return wholeNumber(this.number(i));
  }
}

type Allowance = Pick<Param, "allowNull" | "allowUnknown" | "allowDynamicType" | "allowMarked">;

export function textParam(name: string, allow: Allowance = {}): Param {
  return { name, type: STRING, ...allow };
}
export function numberParam(name: string, allow: Allowance = {}): Param {
  return { name, type: NUMBER, ...allow };
}
export function boolListParam(name: string): Param {
  return { name, type: listType(BOOL) };
}
export function textListParam(name: string, allow: Allowance = {}): Param {
  return { name, type: listType(STRING), ...allow };
}
/** A list of any one element type. */
export function listParam(name: string, allow: Allowance = {}): Param {
  return { name, type: listType(DYNAMIC), ...allow };
}
/** Any value; the function looks itself. */
export function anyParam(name: string, allow: Allowance = {}): Param {
  return { name, type: DYNAMIC, ...allow };
}

/** For parameters that see everything. */
export const ALLOW_ALL = {
  allowNull: true,
  allowUnknown: true,
  allowDynamicType: true,
  allowMarked: true,
} as const satisfies Allowance;

const INT64_MAX = 2n ** 63n - 1n;
const INT64_MIN = -(2n ** 63n);

/** A number as a whole one of 64 bits, or the message that refuses it. */
function wholeNumber(num: Num): number | string {
  if (isInteger(num)) {
    const whole = toBigInt(num);
    if (whole >= INT64_MIN && whole <= INT64_MAX) return Number(whole);
  }
  return `value must be a whole number, between ${INT64_MIN} and ${INT64_MAX}`;
}

/** What a recovered panic becomes in Terraform; kept so that the same input gives the same text. */
export function panicError(what: string): FuncError {
  return new FuncError(`panic in function implementation: ${what}`);
}
