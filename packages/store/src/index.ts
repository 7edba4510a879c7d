export * from "./embedded-store.ts";
export * from "./memory-store.ts";
export * from "./ordered-map.ts";
export * from "./pause.ts";
export * from "./store.ts";
