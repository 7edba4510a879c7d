export * from "./expression-cases.ts";
export * from "./still-scope.ts";
