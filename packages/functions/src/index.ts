export * from "./groups.ts";
export * from "./load.ts";
export * from "./scope.ts";
