/** What handlers see of an object, as types that follow from its schema. What is null or not known yet is undefined. */

import type { Attribute, Role } from "./attribute.ts";
import type { Block, BlockNesting, Schema } from "./schema.ts";

type NamesOf<S, R extends Role> = {
  [Name in keyof S]: S[Name] extends Attribute<unknown, R> ? Name : never;
}[keyof S];
type BlockNames<S> = {
  [Name in keyof S]: S[Name] extends Block<Schema, BlockNesting> ? Name : never;
}[keyof S];
type ValueOf<A> = A extends Attribute<infer T, Role> ? T : never;
type Flat<T> = { readonly [Name in keyof T]: T[Name] };

type Nested<B, View extends ViewName> =
  B extends Block<infer S, infer N>
    ? N extends "list" | "set"
      ? readonly ViewOf<S, View>[]
      : N extends "map"
        ? Readonly<Record<string, ViewOf<S, View>>>
        : ViewOf<S, View> | undefined
    : never;

type ViewName = "config" | "draft" | "planned" | "state";
interface Views<S extends Schema> {
  readonly config: Config<S>;
  readonly draft: Draft<S>;
  readonly planned: Planned<S>;
  readonly state: State<S>;
}
type ViewOf<S extends Schema, View extends ViewName> = Views<S>[View];

/** What is written. */
export type Config<S extends Schema> = Flat<
  { readonly [Name in NamesOf<S, "required">]: ValueOf<S[Name]> } & {
    readonly [Name in NamesOf<S, "optional" | "defaulted" | "optionalComputed" | "writeOnly">]:
      | ValueOf<S[Name]>
      | undefined;
  } & { readonly [Name in BlockNames<S>]: Nested<S[Name], "config"> }
>;

/** The same where parts may not be known yet: while it is checked, and while it is planned. */
export type Draft<S extends Schema> = Flat<
  { readonly [Name in NamesOf<S, Exclude<Role, "computed">>]: ValueOf<S[Name]> | undefined } & {
    readonly [Name in BlockNames<S>]: Nested<S[Name], "draft"> | undefined;
  }
>;

/** What there shall be: everything but what the provider tells. */
export type Planned<S extends Schema> = Flat<
  { readonly [Name in NamesOf<S, "required" | "defaulted">]: ValueOf<S[Name]> } & {
    readonly [Name in NamesOf<S, "optional" | "computed" | "optionalComputed">]: ValueOf<S[Name]> | undefined;
  } & { readonly [Name in BlockNames<S>]: Nested<S[Name], "planned"> }
>;

/** What is there, as it is stored. */
export type State<S extends Schema> = Flat<
  {
    readonly [Name in NamesOf<S, "required" | "defaulted" | "computed" | "optionalComputed">]: ValueOf<
      S[Name]
    >;
  } & {
    readonly [Name in NamesOf<S, "optional">]: ValueOf<S[Name]> | undefined;
  } & { readonly [Name in BlockNames<S>]: Nested<S[Name], "state"> }
>;

/** What `create` and a data source tell: each computed attribute, and what was not given of the others that may be. */
export type Told<S extends Schema> = Flat<
  { readonly [Name in NamesOf<S, "computed">]: ValueOf<S[Name]> } & {
    readonly [Name in NamesOf<S, "optionalComputed">]?: ValueOf<S[Name]> | undefined;
  } & { readonly [Name in BlockNames<S>]?: Nested<S[Name], "state"> }
>;

/** Some of what is there: what `read` saw, what `import` found; what is left out stays as it is stored. */
export type Seen<S extends Schema> = { readonly [Name in keyof State<S>]?: State<S>[Name] | undefined };
