export * from "./describe-tree.ts";
export * from "./golden-file.ts";
export * from "./rules-file.ts";
export * from "./sources.ts";
export * from "./terraform-folder.ts";
