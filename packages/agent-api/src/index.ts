export * from "./check-definition.ts";
export * from "./client.ts";
export * from "./intention-name.ts";
export * from "./route.ts";
export * from "./routes.ts";
