import type { AbsoluteResource, ResourceInstance } from "@tutti/addresses";
import type { Schema } from "@tutti/plugin";
import type { Value } from "@tutti/values";
import type { ChangeAction, ResourceChange } from "./plan.ts";
import type { RolloutObjects } from "./rollout/rollout-machine.ts";

/** An object that a list found. */
export interface FoundResource {
  readonly displayName: string;
  readonly identity: Value;
  readonly identityVersion: number;
  /** With what its schema calls sensitive marked so; undefined where it was not asked for. */
  readonly state: Value | undefined;
  /** Of the type of resource. */
  readonly schema: Schema;
  /** As a `provider` argument names it: `docker.by_host["a"]`. */
  readonly provider: string | undefined;
}

/** What the engine tells while it works. It never prints: the command line renders these. */
export type EngineEvent =
  /** So many objects that the state holds will be looked at; 0 where the state is taken as it is. */
  | { readonly kind: "planning"; readonly objects: number }
  | {
      readonly kind: "refresh-start";
      readonly address: ResourceInstance;
      readonly deposedKey: string | undefined;
      readonly id: string | undefined;
    }
  | { readonly kind: "refresh-complete"; readonly address: ResourceInstance; readonly id: string | undefined }
  | {
      readonly kind: "read-start" | "read-complete";
      readonly address: ResourceInstance;
      readonly id: string | undefined;
      readonly elapsedMs: number;
    }
  | { readonly kind: "planned"; readonly change: ResourceChange }
  /** So many instances of a resource stay as they are, as in the plan before. */
  | { readonly kind: "kept"; readonly resource: AbsoluteResource; readonly count: number }
  | {
      readonly kind: "apply-start";
      readonly address: ResourceInstance;
      readonly deposedKey: string | undefined;
      readonly action: ChangeAction;
      readonly id: string | undefined;
    }
  | {
      readonly kind: "apply-progress";
      readonly address: ResourceInstance;
      readonly deposedKey: string | undefined;
      readonly action: ChangeAction;
      readonly id: string | undefined;
      readonly elapsedMs: number;
    }
  | {
      /** What the provider says it is doing, of an operation that takes long. */
      readonly kind: "apply-step";
      readonly address: ResourceInstance;
      readonly text: string;
    }
  | {
      readonly kind: "apply-complete" | "apply-errored";
      readonly address: ResourceInstance;
      readonly deposedKey: string | undefined;
      readonly action: ChangeAction;
      readonly id: string | undefined;
      readonly elapsedMs: number;
    }
  | {
      readonly kind: "provision-start" | "provision-complete" | "provision-errored";
      readonly address: ResourceInstance;
      readonly provisioner: string;
    }
  | {
      readonly kind: "provision-output";
      readonly address: ResourceInstance;
      readonly provisioner: string;
      readonly line: string;
    }
  | {
      /** The first two while planning, the others when the plan that brings it in is applied. */
      readonly kind: "import-start" | "import-complete" | "apply-import-start" | "apply-import-complete";
      readonly address: ResourceInstance;
      readonly id: string;
    }
  | {
      readonly kind: "ephemeral-start";
      readonly address: ResourceInstance;
      readonly action: "open" | "renew" | "close";
    }
  | {
      readonly kind: "ephemeral-complete" | "ephemeral-errored";
      readonly address: ResourceInstance;
      readonly action: "open" | "renew" | "close";
      readonly elapsedMs: number;
    }
  | {
      /** An action, by the text of its address, and the object whose change invokes it. */
      readonly kind: "action-start";
      readonly invoked: string;
      readonly triggeredBy: ResourceInstance | undefined;
    }
  | {
      readonly kind: "action-progress";
      readonly invoked: string;
      readonly triggeredBy: ResourceInstance | undefined;
      readonly text: string;
    }
  | {
      readonly kind: "action-complete" | "action-errored";
      readonly invoked: string;
      readonly triggeredBy: ResourceInstance | undefined;
      readonly elapsedMs: number;
    }
  | {
      readonly kind: "list-start";
      readonly address: ResourceInstance;
      /** As its provider is asked, with the block's schema; marks are kept. */
      readonly config: Value;
    }
  | { readonly kind: "list-found"; readonly address: ResourceInstance; readonly found: FoundResource }
  | { readonly kind: "list-complete"; readonly address: ResourceInstance; readonly total: number }
  /** Its configuration is not known while planning. */
  | { readonly kind: "ephemeral-deferred"; readonly address: ResourceInstance }
  | {
      /** So many of a rollout have come to their end. It may wait for somebody to let the rest go, or for anybody's health to be seen. */
      readonly kind: "rollout-progress";
      readonly name: string;
      readonly done: number;
      readonly of: number;
      readonly status: "running" | "paused" | "done" | "failed";
      readonly waitsFor: "promotion" | "health" | undefined;
    }
  /** How far the objects of a rollout are. */
  | ({
      readonly kind: "rollout-objects";
      readonly name: string;
      readonly done: number;
      readonly of: number;
    } & RolloutObjects)
  /** What these rollouts changed goes back to what was. */
  | { readonly kind: "rollout-back"; readonly names: readonly string[] }
  /** Ctrl-C was heard: running operations end, nothing new starts. */
  | { readonly kind: "stopping" };

/** Is told of progress while it happens; it must not throw. */
export type OnEvent = (event: EngineEvent) => void;
