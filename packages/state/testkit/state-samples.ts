import { parseInstance, type ResourceInstance } from "@tutti/addresses";
import { type InstanceObject, type JournalRecord, NO_ADDRESSES } from "../src/index.ts";

/** States and records for tests. */

export const PROVIDER = 'provider["terraform.io/builtin/terraform"]';

/** The address of that text. */
export function at(text: string): ResourceInstance {
  const parsed = parseInstance(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
}

export function sampleObject(id: string, more: Partial<InstanceObject> = {}): InstanceObject {
  return {
    status: "ready",
    schemaVersion: 0,
    attributesJson: JSON.stringify({ id }),
    sensitivePaths: [],
    private: undefined,
    dependencies: NO_ADDRESSES,
    createBeforeDestroy: false,
    ...more,
  };
}

/** A creation is announced. */
export function announced(address: string): JournalRecord {
  return {
    kind: "intent",
    operationId: `op-${address}`,
    address: at(address),
    deposedKey: undefined,
    provider: PROVIDER,
    action: "create",
    schemaVersion: 0,
    plannedJson: "{}",
    dependencies: NO_ADDRESSES,
    createBeforeDestroy: false,
    provisioned: false,
  };
}

/** It was made. */
export function made(address: string): JournalRecord {
  return {
    kind: "object",
    operationId: `op-${address}`,
    address: at(address),
    deposedKey: undefined,
    provider: PROVIDER,
    object: sampleObject(address),
  };
}
