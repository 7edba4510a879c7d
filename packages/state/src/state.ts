import type { AbsoluteResource, InstanceKey } from "@tutti/addresses";
import type { Path, Value } from "@tutti/values";
import type { AddressList } from "./address-list.ts";

/**
 * The state in memory: what format 4 holds, decoded as far as is possible
 * without a provider's schema. Immutable once handed over; a change makes a
 * new one (maps are copied on write, never edited in place).
 */
export interface State {
  /** Of the tool that wrote it last; kept as read. */
  readonly terraformVersion: string;
  readonly serial: number;
  readonly lineage: string;
  readonly outputs: ReadonlyMap<string, OutputState>;
  /** By the text of the resource's address. */
  readonly resources: ReadonlyMap<string, ResourceState>;
  readonly checkResults: readonly CheckResult[];
}

/** An output of the root module as it was last applied. */
export interface OutputState {
  readonly value: Value;
  readonly sensitive: boolean;
}

/** A resource with all its instances, and which provider configuration owns it. */
export interface ResourceState {
  readonly address: AbsoluteResource;
  /** As format 4 writes it: `provider["registry.terraform.io/hashicorp/aws"].alias`, with the module in front, and never with a key. */
  readonly provider: string;
  readonly instances: ReadonlyMap<InstanceKey, InstanceState>;
}

/** An instance: its current object, and those that wait to be destroyed. */
export interface InstanceState {
  readonly current: InstanceObject | undefined;
  /** By deposed key: eight hex digits. */
  readonly deposed: ReadonlyMap<string, InstanceObject>;
  /** Which instance of the resource's provider keeps it, where that has `for_each`. */
  readonly providerKey?: string | undefined;
}

/** One object that a provider made, as it was last seen. */
export interface InstanceObject {
  readonly status: "ready" | "tainted";
  readonly schemaVersion: number;
  /**
   * The attributes as JSON text (numbers in full), decoded against the
   * schema's type with `decodeAttributes` when they are needed.
   */
  readonly attributesJson: string;
  readonly sensitivePaths: readonly Path[];
  readonly private: Uint8Array | undefined;
  /** Addresses of the resources that this object depended on when it was made, as text without instance keys. */
  readonly dependencies: AddressList;
  readonly createBeforeDestroy: boolean;
  /** What tells it from all others of its provider; undefined where its type has none. */
  readonly identity?: StoredIdentity | undefined;
}

/** An identity as Terraform 1.12 and later keep it: JSON of the schema of that version. */
export interface StoredIdentity {
  readonly json: string;
  readonly schemaVersion: number;
}

/** What a check, precondition or postcondition last said. */
export interface CheckResult {
  readonly objectKind: "resource" | "output" | "check" | "var";
  readonly configAddress: string;
  readonly status: "pass" | "fail" | "error" | "unknown";
  readonly objects: readonly {
    readonly address: string;
    readonly status: "pass" | "fail" | "error" | "unknown";
    readonly failureMessages: readonly string[];
  }[];
}

/** A state with nothing in it. */
export function emptyState(lineage: string, terraformVersion = ""): State {
  return { terraformVersion, serial: 0, lineage, outputs: new Map(), resources: new Map(), checkResults: [] };
}
