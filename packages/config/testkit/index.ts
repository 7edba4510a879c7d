export * from "./describe-tree.ts";
export * from "./sources.ts";
