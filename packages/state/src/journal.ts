import type { ResourceInstance } from "@tutti/addresses";
import type { AddressList } from "./address-list.ts";
import type { CheckResult, InstanceObject, OutputState } from "./state.ts";

/**
 * State is a log. While an apply runs, every provider call is announced before
 * it is made and its result is recorded after; both are on the disk before we
 * go on. The state file is a fold of these records over what it held before.
 */
export type JournalRecord =
  /** A provider is about to be asked to create, update or destroy. */
  | {
      readonly kind: "intent";
      readonly operationId: string;
      readonly address: ResourceInstance;
      readonly deposedKey: string | undefined;
      readonly provider: string;
      readonly action: "create" | "update" | "delete";
      readonly schemaVersion: number;
      /** What was planned, as JSON of the schema's type (unknowns left out as null); what `recover` is asked with. */
      readonly plannedJson: string;
      readonly dependencies: AddressList;
      readonly createBeforeDestroy: boolean;
      /** Creation provisioners follow: what is made is tainted until they have ended. */
      readonly provisioned: boolean;
    }
  /** The object is now this; undefined: it is gone. Ends the intent of the same operation, if it has one. */
  | {
      readonly kind: "object";
      readonly operationId: string | undefined;
      readonly address: ResourceInstance;
      readonly deposedKey: string | undefined;
      readonly provider: string;
      readonly object: InstanceObject | undefined;
    }
  /** The current object became a deposed one (create before destroy), or the other way round (restored). */
  | { readonly kind: "depose"; readonly address: ResourceInstance; readonly deposedKey: string }
  | { readonly kind: "restore"; readonly address: ResourceInstance; readonly deposedKey: string }
  | {
      readonly kind: "move";
      readonly from: ResourceInstance;
      readonly to: ResourceInstance;
      readonly provider?: string;
    }
  | { readonly kind: "output"; readonly name: string; readonly output: OutputState | undefined }
  | { readonly kind: "checks"; readonly results: readonly CheckResult[] };

/**
 * How safe a record is to be. "durable": it outlives a power cut. "written": it
 * outlives this process, and is on the disk before any later record that is
 * durable; for what has no effect outside of the state and can be done again.
 */
export type RecordSafety = "durable" | "written";

/** Where an apply writes what it does. */
export interface Journal {
  /** Resolves when the record is as safe as asked for (durable by default). Records of one turn of the loop share an fsync. */
  write(record: JournalRecord, safety?: RecordSafety): Promise<void>;
}

/** An intent whose result never came: the process died in between. */
export type OpenIntent = JournalRecord & { readonly kind: "intent" };
