export * from "./agent-process.ts";
