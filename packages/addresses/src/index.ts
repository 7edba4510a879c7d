export * from "./address.ts";
export { KeyPlaces } from "./key-places.ts";
export * from "./order.ts";
export * from "./parse.ts";
