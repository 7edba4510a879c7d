export { type NpmRegistry, openNpmRegistry } from "./npm-registry.ts";
