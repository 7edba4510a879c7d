import type { Runtime } from "@tutti/runtime";
import type { JsonObject } from "@tutti/values";
import type { BackendArgument, BackendProblem, BackendSettings, Variables } from "../backend.ts";

/** A service that makes keys, or hides them with keys that never leave it. Failures are `RuntimeError`s. */
export interface KeyService {
  makeKey(): Promise<MadeKey>;
  /** The key again, by what was kept. */
  findKey(kept: JsonObject): Promise<Uint8Array>;
}

/** A new key, and what is kept beside what it hides: OpenTofu's members. */
interface MadeKey {
  readonly key: Uint8Array;
  readonly kept: JsonObject;
}

/** A kind of key service: its arguments, named as those of the backend on the same cloud. */
export interface KeyServiceDefinition {
  readonly arguments: readonly BackendArgument[];
  /** Of settings that have the right types. */
  validate(settings: BackendSettings, variables: Variables): readonly BackendProblem[];
  /** Bytes of the keys that it makes. */
  keyLength(settings: BackendSettings): number;
  create(runtime: Runtime, settings: BackendSettings): KeyService;
}
