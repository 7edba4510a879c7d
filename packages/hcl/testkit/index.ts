export * from "./hcl-grammar.ts";
export * from "./hold-diagnostics.ts";
