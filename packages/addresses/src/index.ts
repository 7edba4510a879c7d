export * from "./address.ts";
export * from "./order.ts";
export * from "./parse.ts";
