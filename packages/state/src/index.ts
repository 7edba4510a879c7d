export * from "./journal.ts";
export * from "./state.ts";
