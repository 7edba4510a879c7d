import { flag, list, map, number, optional, record, text } from "../state/row-shape.ts";
import type { StateStore } from "../state/state-store.ts";
import { Table } from "../state/table.ts";
import type { CaConfig } from "./ca-config.ts";

/** How the authority is configured. */
export interface CaConfigRecord {
  readonly Provider: string;
  readonly Config: CaConfig;
  readonly ForceWithoutCrossSigning: boolean;
}

/** A certificate that the mesh trusts; one of them is active. */
export interface CaRootRecord {
  readonly ID: string;
  readonly SerialNumber: number;
  readonly SigningKeyID: string;
  readonly NotBefore: string;
  readonly NotAfter: string;
  readonly RootCert: string;
  /** By which those who trust the one before trust this one. */
  readonly IntermediateCerts: readonly string[];
  readonly Active: boolean;
  readonly PrivateKeyType: string;
  readonly PrivateKeyBits: number;
  /** When another one became active. */
  readonly RotatedOutAtMs?: number;
}

/** What signs: nothing of the API shows it. */
export interface CaKeyRecord {
  readonly RootID: string;
  readonly PrivateKey: string;
  /** The one given out last. */
  readonly Serial: number;
}

/** Ids of rows of which there is one. */
export const CA_ID = "active";

/** Touched by what changes roots. */
export const CA_ROOTS_TOPIC = "connect-ca-roots";

/** The mesh's certificate authority. */
export class ConnectView {
  readonly config: Table<CaConfigRecord>;
  readonly roots: Table<CaRootRecord>;
  readonly keys: Table<CaKeyRecord>;

  constructor(state: StateStore) {
    const config = record<CaConfigRecord>({ Provider: text, Config: map(), ForceWithoutCrossSigning: flag });
    const root = record<CaRootRecord>({
      ID: text,
      SerialNumber: number,
      SigningKeyID: text,
      NotBefore: text,
      NotAfter: text,
      RootCert: text,
      IntermediateCerts: list(text),
      Active: flag,
      PrivateKeyType: text,
      PrivateKeyBits: number,
      RotatedOutAtMs: optional(number),
    });
    const key = record<CaKeyRecord>({ RootID: text, PrivateKey: text, Serial: number });
    const one = (): string => CA_ID;
    this.config = state.add(new Table<CaConfigRecord>("connect-ca-config", { holds: config, idOf: one }));
    this.roots = state.add(new Table<CaRootRecord>("connect-ca-root", { holds: root, idOf: ({ ID }) => ID }));
    this.keys = state.add(new Table<CaKeyRecord>("connect-ca-key", { holds: key, idOf: one }));
    this.roots.onChange(() => state.watches.touch(CA_ROOTS_TOPIC));
  }

  get active(): CaRootRecord | undefined {
    for (const { value } of this.roots.list()) if (value.Active) return value;
    return undefined;
  }
}
