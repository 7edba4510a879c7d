export * from "./check-definition.ts";
export * from "./client.ts";
export { readClientTls, TLS_FILES_CODE } from "./client-tls.ts";
export * from "./intention-name.ts";
export * from "./route.ts";
export * from "./routes.ts";
