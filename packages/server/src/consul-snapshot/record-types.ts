/** What kinds of records a snapshot of Consul holds, by the byte in front of each. */
export const RECORD_TYPES = {
  Register: 0,
  KVS: 2,
  Session: 3,
  ACL: 4,
  Tombstone: 5,
  CoordinateBatchUpdate: 6,
  PreparedQuery: 7,
  Autopilot: 9,
  ACLBootstrap: 11,
  Intention: 12,
  ConnectCA: 13,
  ConnectCAProviderState: 14,
  ConnectCAConfig: 15,
  Index: 16,
  ACLToken: 17,
  ACLPolicy: 19,
  ConfigEntry: 22,
  ACLRole: 23,
  ACLBindingRule: 25,
  ACLAuthMethod: 27,
  ChunkingState: 29,
  FederationState: 30,
  SystemMetadata: 31,
} as const;

/** A kind of records, by the name that Consul shows. */
export type RecordName = keyof typeof RECORD_TYPES;

/** The kinds that came after Consul 1.9, which have no place here. */
const LATER_TYPES: Readonly<Record<number, string>> = {
  32: "ServiceVirtualIP",
  33: "FreeVirtualIP",
  34: "KindServiceNames",
  35: "PeeringWrite",
  36: "PeeringDelete",
  37: "PeeringTerminateByID",
  38: "PeeringTrustBundleWrite",
  39: "PeeringTrustBundleDelete",
  40: "PeeringSecretsWrite",
  41: "RaftLogVerifierCheckpoint",
  42: "ResourceOperation",
  43: "UpdateVirtualIP",
};

const NAMES: ReadonlyMap<number, string> = new Map([
  ...Object.entries(LATER_TYPES).map(([type, name]) => [Number(type), name] as const),
  ...Object.entries(RECORD_TYPES).map(([name, type]) => [type as number, name] as const),
]);

/** The name that Consul shows; one without a name is told by its number. */
export function nameOfType(type: number): string {
  return NAMES.get(type) ?? `Unknown(${type})`;
}
