export * from "./describe-tree.ts";
export * from "./rules-file.ts";
export * from "./sources.ts";
