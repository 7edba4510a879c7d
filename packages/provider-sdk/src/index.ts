export type { MovedObject, Plain, PlainRecord, Timeouts } from "@tutti/plugin";
export type { LogFields, LogLevel, Runtime } from "@tutti/runtime";
export {
  type Attribute,
  type Check,
  computed,
  optional,
  optionalComputed,
  type Role,
  required,
  writeOnly,
} from "./attribute.ts";
export type { ChangeContext, Context } from "./context.ts";
export {
  type ConfigureContext,
  type DefinedProvider,
  defineProvider,
  type OpenableProvider,
  type ProviderSettings,
} from "./define-provider.ts";
export type {
  Action,
  Change,
  DataSource,
  EphemeralResource,
  Found,
  Identity,
  Listing,
  Opened,
  PlanAdjustment,
  Resource,
} from "./definitions.ts";
export { type At, Failure, FunctionFailure, type Mistake } from "./failure.ts";
export { type Parameter, type ProviderFunction, parameter } from "./provider-function.ts";
export {
  type Block,
  type BlockNesting,
  blockList,
  blockMap,
  blockSet,
  blockSingle,
  type Schema,
} from "./schema.ts";
export { serve } from "./serve.ts";
export { between, lengthBetween, matching, oneOf, sizeBetween, url, whole } from "./validators.ts";
export {
  any,
  bool,
  list,
  map,
  nullable,
  number,
  object,
  type PlainOf,
  set,
  string,
  type ValueType,
} from "./value-type.ts";
export type { Config, Draft, Planned, Seen, State, Told } from "./views.ts";
