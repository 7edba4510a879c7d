export { createProviderFactory } from "./provider.ts";
