export * from "./console/type-mark.ts";
export * from "./groups.ts";
export * from "./load.ts";
export * from "./runtime-scope.ts";
export * from "./scope.ts";
