export * from "./func.ts";
export * from "./number.ts";
export * from "./path.ts";
export * from "./type.ts";
export * from "./value.ts";
