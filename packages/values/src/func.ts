/**
 * What a function of the language is: data that says which arguments it takes
 * and two pure callbacks, one for the type of its result and one for the
 * result. `callFunc` (call.ts) does what is alike for all: conversion apart,
 * it handles nulls, unknowns and marks, so that an implementation sees only
 * what its parameters allow.
 */

import type { Path } from "./path.ts";
import type { Type } from "./type.ts";
import type { Value } from "./value.ts";

/** One parameter. Everything that is not allowed is kept away from the callbacks. */
export interface Param {
  readonly name: string;
  readonly type: Type;
  readonly description?: string;
  /** Without it a null argument is the error "argument must not be null". */
  readonly allowNull?: boolean;
  /** Without it an unknown argument makes the result unknown. */
  readonly allowUnknown?: boolean;
  /** Without it an argument of unknown type makes the result a value of unknown type. */
  readonly allowDynamicType?: boolean;
  /** Without it marks are taken off the argument (deeply) and put on the result. */
  readonly allowMarked?: boolean;
  /** It is not evaluated before the call; the function has `callLazy` and does it there, or not at all. */
  readonly lazy?: boolean;
}

/** How an argument is written, where a function cares. */
export type ArgumentForm = "reference" | "literal-text" | "wrapped-reference" | "template" | "other";

/** Why an argument has no value. */
export interface ArgumentProblem {
  readonly summary: string;
  readonly detail: string;
  /** `main.tf:1,15-16` */
  readonly place: string | undefined;
}

/** An argument of a function that evaluates its arguments itself. */
export interface LazyArgument {
  readonly form: ArgumentForm;
  evaluate():
    | { readonly ok: true; readonly value: Value }
    | { readonly ok: false; readonly problems: readonly ArgumentProblem[] };
}

/** Why a call failed; `argument` is the place of the argument at fault, counted from 0. */
export class FuncError {
  readonly message: string;
  readonly argument: number | undefined;
  /** Where inside of the argument. */
  readonly path: Path;
  constructor(message: string, argument?: number, path: Path = []) {
    this.message = message;
    this.argument = argument;
    this.path = path;
  }
}

/** A function. Both callbacks return a `FuncError` rather than throw. */
export interface Func {
  readonly description?: string;
  readonly params: readonly Param[];
  /** Takes all further arguments. */
  readonly varParam?: Param;
  /** The result's type; any argument may be unknown. May look at the values of those that are not. */
  returnType(args: readonly Value[]): Type | FuncError;
  call(args: readonly Value[], returnType: Type): Value | FuncError;
  /** Instead of the two above, where a parameter is lazy. */
  callLazy?(args: readonly LazyArgument[]): Value | FuncError;
  /** The result is never null; then an unknown result says so too. */
  readonly notNull?: boolean;
}
