export * from "./fetch-world.ts";
export * from "./tar-file.ts";
export * from "./zip-file.ts";
