import { list, number, record, text } from "../state/row-shape.ts";
import type { StateStore } from "../state/state-store.ts";
import { Table } from "../state/table.ts";
import {
  type LeaseRecord,
  leaseId,
  type SealedRecord,
  type SecretRecord,
  type SecretVersion,
  versionId,
} from "./records.ts";

/** Touched by what changes any secret. */
export const SECRETS_TOPIC = "secrets";

/** The secrets, their sealed values, and who has read them. */
export class SecretView {
  readonly secrets: Table<SecretRecord>;
  readonly sealed: Table<SealedRecord>;
  readonly leases: Table<LeaseRecord>;

  constructor(state: StateStore) {
    this.secrets = state.add(
      new Table<SecretRecord>("secret", {
        holds: record<SecretRecord>({
          Path: text,
          Versions: list(record<SecretVersion>({ Version: number, CreateTime: text, KeyID: text })),
          Newest: number,
          MaxVersions: number,
          LeaseTTLMs: number,
          CreateTime: text,
        }),
        idOf: ({ Path }) => Path,
      }),
    );
    this.sealed = state.add(
      new Table<SealedRecord>("secret-value", {
        holds: record<SealedRecord>({
          Path: text,
          Version: number,
          KeyID: text,
          Nonce: text,
          Sealed: text,
        }),
        idOf: ({ Path, Version }) => versionId(Path, Version),
      }),
    );
    this.leases = state.add(
      new Table<LeaseRecord>("secret-lease", {
        holds: record<LeaseRecord>({
          ID: text,
          Path: text,
          Version: number,
          Holder: text,
          TTLMs: number,
          CreateTime: text,
          ExpiresAtMs: number,
        }),
        idOf: ({ ID, Path }) => (ID.startsWith(leaseId(Path, "")) ? ID : ""),
      }),
    );
    this.secrets.onChange((before, after) => {
      state.watches.touch(SECRETS_TOPIC);
      state.watches.touch(secretTopic((after ?? before)?.id ?? ""));
    });
  }
}

/** Topic of one secret. */
export function secretTopic(path: string): string {
  return `secret/${path}`;
}
