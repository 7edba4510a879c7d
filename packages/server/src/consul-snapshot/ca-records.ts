import { createHash } from "node:crypto";
import type { OrderedMap } from "@tutti/store";
import type { CaConfigRecord, CaKeyRecord, CaRootRecord } from "../connect/view.ts";
import { any, flag, int, list, map, moment, struct, text, uint64 } from "../decode/shape.ts";
import type { ServerState } from "../server-state.ts";
import type { Row } from "../state/table.ts";
import type { Tree } from "./plain-tree.ts";
import { type Indexes, indexesIn, type RowSink, recordOf } from "./rows.ts";
import { readShape } from "./shaped-tree.ts";

const ROOT = struct("structs.CARoot", {
  ID: text,
  Name: text,
  SerialNumber: uint64,
  SigningKeyID: text,
  ExternalTrustDomain: text,
  NotBefore: moment,
  NotAfter: moment,
  RootCert: text,
  IntermediateCerts: list(text),
  Active: flag,
  PrivateKeyType: text,
  PrivateKeyBits: int,
  RotatedOutAt: moment,
});
const PROVIDER_STATE = struct("structs.CAConsulProviderState", {
  ID: text,
  PrivateKey: text,
  RootCert: text,
  IntermediateCert: text,
});
const CONFIGURATION = struct("structs.CAConfiguration", {
  ClusterID: text,
  Provider: text,
  Config: map(any),
  State: map(text),
  ForceWithoutCrossSigning: flag,
});

/** The name of the number of the certificate that was signed last, among Consul's indexes. */
export const SERIAL_INDEX = "connect-ca-builtin-serial";

/** The certificate authority: four kinds of records, which make sense together. */
export class AuthorityReader {
  readonly #roots: (readonly [CaRootRecord, Indexes])[] = [];
  readonly #keys: { readonly key: string; readonly certificate: string; readonly at: Indexes }[] = [];
  #config: readonly [CaConfigRecord, Indexes] | undefined;
  #cluster = "";
  serial = 0;

  readRoot(tree: Tree): void {
    const { Name: _name, ExternalTrustDomain: _domain, RotatedOutAt, ...root } = readShape(tree, ROOT);
    const record: CaRootRecord = {
      ...root,
      SerialNumber: Number(root.SerialNumber),
      IntermediateCerts: root.IntermediateCerts ?? [],
      ...(RotatedOutAt === "" ? {} : { RotatedOutAtMs: Date.parse(RotatedOutAt) }),
    };
    this.#roots.push([record, indexesIn(tree)]);
  }

  readKey(tree: Tree): void {
    const { PrivateKey: key, RootCert: certificate } = readShape(tree, PROVIDER_STATE);
    if (key !== "") this.#keys.push({ key, certificate: certificate.trim(), at: indexesIn(tree) });
  }

  readConfig(tree: Tree): void {
    const { ClusterID, Provider, Config, ForceWithoutCrossSigning } = readShape(tree, CONFIGURATION);
    this.#cluster = ClusterID;
    this.#config = [{ Provider, Config: Config ?? {}, ForceWithoutCrossSigning }, indexesIn(tree)];
  }

  /** Without the key of the active root nothing could be signed: such an authority is left out whole, and a new one made. */
  finish({ connect, operator }: ServerState, sink: RowSink): void {
    if (this.#cluster !== "")
      sink.entry(operator.cluster.entryOf(this.#cluster, { createIndex: 1, modifyIndex: 1 }));
    const active = this.#roots.find(([root]) => root.Active)?.[0];
    if (active === undefined || this.#config === undefined) return;
    const [config] = this.#config;
    if (config.Provider !== "consul") {
      sink.leaveOut(`the certificate authority of the provider ${JSON.stringify(config.Provider)}`);
      return;
    }
    const signing = this.#keys.find(({ certificate }) => certificate === active.RootCert.trim());
    if (signing === undefined) {
      sink.leaveOut("the certificate authority, whose key is not there");
      return;
    }
    for (const [root, at] of this.#roots) sink.entry(connect.roots.entryOf(root, at));
    sink.entry(connect.config.entryOf(config, this.#config[1]));
    const serial = Math.max(this.serial, active.SerialNumber);
    const key: CaKeyRecord = { RootID: active.ID, PrivateKey: signing.key, Serial: serial };
    sink.entry(connect.keys.entryOf(key, signing.at));
  }
}

/** Of the authority what Consul keeps in each of its three kinds of records. */
export interface AuthorityTrees {
  readonly roots: readonly Tree[];
  readonly keys: readonly Tree[];
  readonly configs: readonly Tree[];
}

/** The rows of an authority at one moment. */
export interface AuthorityRows {
  readonly config: OrderedMap<Row<CaConfigRecord>>;
  readonly roots: OrderedMap<Row<CaRootRecord>>;
  readonly keys: OrderedMap<Row<CaKeyRecord>>;
}

/** The authority as Consul keeps it, if there is one. */
export function writeAuthority({ config, roots, keys }: AuthorityRows, cluster: string): AuthorityTrees {
  const configured = [...config.from("")].map(([, row]) => row);
  const all = [...roots.from("")].map(([, row]) => row);
  const id = providerId(configured[0]?.value);
  const pem = (rootId: string): string => all.find(({ value }) => value.ID === rootId)?.value.RootCert ?? "";
  return {
    roots: all.map((row) => recordOf({ ...row.value, ...rootFields(row.value, cluster) }, ROOT, row)),
    keys: [...keys.from("")].map(([, row]) =>
      recordOf(
        { ID: id, PrivateKey: row.value.PrivateKey, RootCert: pem(row.value.RootID) },
        PROVIDER_STATE,
        row,
      ),
    ),
    configs: configured.map((row) => recordOf({ ...row.value, ClusterID: cluster }, CONFIGURATION, row)),
  };
}

function rootFields({ SerialNumber, IntermediateCerts, RotatedOutAtMs }: CaRootRecord, cluster: string) {
  return {
    IntermediateCerts: IntermediateCerts.length === 0 ? null : IntermediateCerts,
    Name: "Consul CA Root Cert",
    SerialNumber: BigInt(Math.max(0, Math.min(SerialNumber, Number.MAX_SAFE_INTEGER))),
    ExternalTrustDomain: cluster,
    RotatedOutAt: RotatedOutAtMs === undefined ? "" : new Date(RotatedOutAtMs).toISOString(),
  };
}

/** Consul finds the key by the configuration that it was made for, in the primary datacenter. */
function providerId(config: CaConfigRecord | undefined): string {
  const given = (name: string): string => String(config?.Config[name] ?? "");
  const digest = createHash("sha256")
    .update(`${given("PrivateKey")},${given("RootCert")},true`)
    .digest("hex");
  return digest.replace(/(..)(?=.)/g, "$1:");
}
