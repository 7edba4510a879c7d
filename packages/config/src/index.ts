export * from "./module/check.ts";
export * from "./module/module.ts";
export * from "./module/module-call.ts";
export * from "./module/named-value.ts";
export * from "./module/provider.ts";
export * from "./module/refactoring.ts";
export * from "./module/resource.ts";
export type { Reference, Subject } from "./reference/reference.ts";
export * from "./source/source-reader.ts";
