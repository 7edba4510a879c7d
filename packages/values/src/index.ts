export * from "./number.ts";
export * from "./type.ts";
export * from "./value.ts";
