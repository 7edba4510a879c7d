export * from "./address-list.ts";
export * from "./backend.ts";
export * from "./backend-settings.ts";
export * from "./backends/backends.ts";
export * from "./backends/unavailable-backend.ts";
export { stateError } from "./errors.ts";
export * from "./fold.ts";
export * from "./format4-read.ts";
export * from "./format4-write.ts";
export * from "./history/state-delta.ts";
export * from "./history/state-history.ts";
export type { StateVersion } from "./history/version-codec.ts";
export * from "./instance-provider.ts";
export * from "./journal.ts";
export * from "./journal-file.ts";
export * from "./json-layout.ts";
export * from "./key-services/key-service.ts";
export * from "./key-services/key-services.ts";
export * from "./lock-info.ts";
export * from "./path-json.ts";
export * from "./problem.ts";
export {
  isRanged,
  kindsOf,
  objectsMentioning,
  readyDigests,
} from "./ranges/known-instances.ts";
export { type KnownText, textOf } from "./ranges/known-text.ts";
export { objectDigest } from "./ranges/object-digest.ts";
export * from "./same-state.ts";
export * from "./shared-text.ts";
export * from "./state.ts";
export type { StateReader } from "./state-reader.ts";
export * from "./state-seal.ts";
export * from "./storage/remote-backend.ts";
export { wordsOf } from "./storage/remote-problem.ts";
export * from "./storage/state-storage.ts";
export * from "./stored-objects.ts";
export * from "./stored-state.ts";
