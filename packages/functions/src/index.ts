export * from "./console/type-mark.ts";
export { dateParts, formatTimestamp, parseTimestamp, type Timestamp } from "./date/timestamp.ts";
export { type DataFiles, KeptFiles } from "./filesystem/data-files.ts";
export * from "./load.ts";
export { isFunction, isPureFunction } from "./pure.ts";
export * from "./runtime-scope.ts";
export * from "./scope.ts";
export type { FunctionTable } from "./table.ts";
export { diagnosticsText } from "./template/render.ts";
