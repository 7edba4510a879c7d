import { all, type KeyKind } from "./keys.ts";

/** A group of keys that this version does not do and that must not be taken silently. */
export interface RefusedKeys {
  readonly keys: Readonly<Record<string, KeyKind>>;
  /** What is not done, and what would follow if the key were taken all the same. */
  readonly why: string;
  /** What to do about it. */
  readonly instead: string;
}

const ALONE = "this version runs one server that knows no others";

/**
 * Keys that protect something, or that make of several agents one cluster: an
 * agent that took them without doing so would be open where its owner thinks it
 * shut, or alone where they think it is replicated. It does not start.
 */
export const REFUSED_KEYS: readonly RefusedKeys[] = [
  {
    keys: {
      ...all("auto_encrypt.tls auto_encrypt.allow_tls", "flag"),
      ...all("auto_encrypt.dns_san auto_encrypt.ip_san", "texts"),
    },
    why: "this version gives no certificates to other agents, and asks none for its own",
    instead: "remove it, and name the agent's own files (cert_file, key_file, ca_file)",
  },
  {
    keys: all("encrypt", "text"),
    why: "there is no gossip yet that could be encrypted",
    instead: "remove it, for nothing is sent to other agents",
  },
  {
    keys: all("encrypt_verify_incoming encrypt_verify_outgoing", "flag"),
    why: "there is no gossip yet that could be encrypted",
    instead: "remove it, for nothing is sent to other agents",
  },
  {
    keys: all("start_join start_join_wan retry_join retry_join_wan", "texts"),
    why: ALONE,
    instead: "remove it, or name only this agent's own addresses",
  },
  {
    keys: {
      ...all("auto_config.enabled", "flag"),
      ...all("auto_config.intro_token auto_config.intro_token_file", "text"),
      ...all("auto_config.server_addresses auto_config.dns_sans auto_config.ip_sans", "texts"),
      ...all("auto_config.authorization", "block"),
    },
    why: "nobody would give this agent its configuration, its tokens and its certificates",
    instead: "remove it, and write what the agent needs into its files",
  },
  {
    keys: {
      ...all("connect.enable_mesh_gateway_wan_federation", "flag"),
    },
    why: "this version knows no other datacenters, and no gateways to them",
    instead: "remove it",
  },
  { keys: all("primary_gateways", "texts"), why: ALONE, instead: "remove it" },
  {
    keys: { ...all("segment", "text"), ...all("segments", "blocks") },
    why: "network segments are of Consul Enterprise, and who may reach whom would be another than was asked for",
    instead: "remove it",
  },
  {
    keys: all("addresses.grpc addresses.grpc_tls", "text"),
    why: "this version cannot do it, and who may connect would be another than was asked for",
    instead: "remove it",
  },
];
