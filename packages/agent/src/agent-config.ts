import type { AclConfig, ServerConfig } from "@tutti/server";
import type { CheckRegistration, ServiceRegistration } from "./local/registration.ts";

/**
 * The agent's configuration after all files and flags were merged and checked.
 * `config/` makes it; nothing else reads configuration.
 */
export type { AclConfig } from "@tutti/server";

export interface AgentConfig extends ServerConfig {
  readonly nodeName: string;
  /** A UUID; made up (and kept in the data folder) where it is undefined. */
  readonly nodeId?: string;
  readonly nodeMeta: Readonly<Record<string, string>>;
  readonly datacenter: string;
  readonly domain: string;
  readonly altDomain: string;
  readonly bindAddress: string;
  readonly advertiseAddress: string;
  readonly advertiseAddressWan: string;
  readonly taggedAddresses: Readonly<Record<string, string>>;
  /** Where HTTP and DNS listen. */
  readonly clientAddresses: readonly string[];
  /** -1 is off. */
  readonly ports: AgentPorts;
  /** In memory, answers indented. */
  readonly devMode: boolean;
  readonly server: boolean;
  readonly bootstrap: boolean;
  /** Undefined: nothing is kept. */
  readonly dataDirectory?: string;
  readonly http: HttpConfig;
  readonly acl: AclConfig;
  readonly sessionTtlMinMs: number;
  readonly kvValueBytesMax: number;
  readonly transactionBytesMax: number;
  readonly enableScriptChecks: boolean;
  readonly enableLocalScriptChecks: boolean;
  readonly disableRemoteExec: boolean;
  readonly checkUpdateIntervalMs: number;
  readonly leaveOnTerminate: boolean;
  readonly skipLeaveOnInterrupt: boolean;
  readonly connectEnabled: boolean;
  readonly dns: DnsConfig;
  readonly services: readonly ServiceRegistration[];
  readonly checks: readonly CheckRegistration[];
  readonly logLevel: string;
}

export interface AgentPorts {
  readonly http: number;
  readonly https: number;
  readonly dns: number;
  readonly server: number;
  readonly serfLan: number;
  readonly serfWan: number;
  readonly grpc: number;
  readonly sidecarMin: number;
  readonly sidecarMax: number;
  readonly exposeMin: number;
  readonly exposeMax: number;
}

export interface HttpConfig {
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Path prefixes answered with 403. */
  readonly blockEndpoints: readonly string[];
}

export interface DnsConfig {
  readonly allowStale: boolean;
  readonly maxStaleMs: number;
  readonly nodeTtlMs: number;
  /** By service name, a name ending in `*`, or `*`. */
  readonly serviceTtlMs: ReadonlyMap<string, number>;
  readonly onlyPassing: boolean;
  readonly enableTruncate: boolean;
  readonly udpAnswerLimit: number;
  readonly aRecordLimit: number;
  readonly disableCompression: boolean;
  readonly nodeMetaTxt: boolean;
  readonly recursors: readonly string[];
  readonly recursorTimeoutMs: number;
  readonly soa: {
    readonly refresh: number;
    readonly retry: number;
    readonly expire: number;
    readonly minTtl: number;
  };
}

/** What holds where nothing is said; `config/` lays files and flags over it. */
export const DEFAULT_AGENT_CONFIG: AgentConfig = {
  nodeName: "",
  nodeMeta: {},
  datacenter: "dc1",
  domain: "consul.",
  altDomain: "",
  bindAddress: "0.0.0.0",
  advertiseAddress: "127.0.0.1",
  advertiseAddressWan: "127.0.0.1",
  taggedAddresses: {},
  clientAddresses: ["127.0.0.1"],
  ports: {
    http: 8500,
    https: -1,
    dns: 8600,
    server: 8300,
    serfLan: 8301,
    serfWan: 8302,
    grpc: -1,
    sidecarMin: 21_000,
    sidecarMax: 21_255,
    exposeMin: 21_500,
    exposeMax: 21_755,
  },
  devMode: false,
  server: true,
  bootstrap: true,
  http: { responseHeaders: {}, blockEndpoints: [] },
  acl: {
    enabled: false,
    defaultPolicy: "allow",
    downPolicy: "extend-cache",
    enableKeyListPolicy: false,
    enableTokenPersistence: false,
    tokens: {},
  },
  sessionTtlMinMs: 10_000,
  kvValueBytesMax: 512 << 10,
  transactionBytesMax: 512 << 10,
  enableScriptChecks: false,
  enableLocalScriptChecks: false,
  disableRemoteExec: true,
  checkUpdateIntervalMs: 300_000,
  leaveOnTerminate: false,
  skipLeaveOnInterrupt: true,
  connectEnabled: false,
  dns: {
    allowStale: true,
    maxStaleMs: 87_600 * 3_600_000,
    nodeTtlMs: 0,
    serviceTtlMs: new Map(),
    onlyPassing: false,
    enableTruncate: false,
    udpAnswerLimit: 3,
    aRecordLimit: 0,
    disableCompression: false,
    nodeMetaTxt: true,
    recursors: [],
    recursorTimeoutMs: 2000,
    soa: { refresh: 3600, retry: 600, expire: 86_400, minTtl: 0 },
  },
  services: [],
  checks: [],
  logLevel: "INFO",
};
