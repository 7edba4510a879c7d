import type { ConfigEntry } from "./config-entry/records.ts";

/** What of the agent's configuration the server's nouns read. */
export interface ServerConfig {
  readonly nodeName: string;
  readonly nodeMeta: Readonly<Record<string, string>>;
  readonly datacenter: string;
  /** Of DNS, with a dot at its end; the second one is empty where there is none. */
  readonly domain: string;
  readonly altDomain: string;
  readonly advertiseAddress: string;
  readonly advertiseAddressWan: string;
  readonly taggedAddresses: Readonly<Record<string, string>>;
  readonly ports: { readonly server: number };
  /** In memory, answers indented. */
  readonly devMode: boolean;
  readonly server: boolean;
  /** Where files lie; left out: nothing is kept. */
  readonly dataDirectory?: string;
  readonly acl: AclConfig;
  readonly connect: ConnectConfig;
  readonly sessionTtlMinMs: number;
  readonly kvValueBytesMax: number;
  readonly transactionBytesMax: number;
  readonly requestLimits: RequestLimits;
  readonly http: {
    /** Whether `?cached` may say that an answer came from the cache. */
    readonly useCache: boolean;
  };
  /** Config entries that are written at the start where they are not there yet. */
  readonly bootstrapEntries: readonly ConfigEntry[];
  /** How long a blocking read waits unless it says otherwise. */
  readonly waitDefaultMs: number;
  /** How long it waits at most. */
  readonly waitMaxMs: number;
}

/** `limits.request_limits`: how many requests are answered in a second, all clients together. */
export interface RequestLimits {
  /** `permissive` counts and tells, and refuses nothing. */
  readonly mode: "disabled" | "permissive" | "enforcing";
  /** Infinite: as many as come. */
  readonly readRate: number;
  readonly writeRate: number;
}

/** The `connect` block. */
interface ConnectConfig {
  /** Whether there is a certificate authority for the mesh. */
  readonly enabled: boolean;
  /** What it begins with, by the names of the API; only what was said. */
  readonly caConfig: Readonly<Record<string, unknown>>;
}

/** The `acl` block. */
export interface AclConfig {
  readonly enabled: boolean;
  readonly defaultPolicy: "allow" | "deny";
  /** Reading all keys below a prefix needs `list` there; default false: everybody sees the keys that they may read. */
  readonly enableKeyListPolicy: boolean;
  readonly enableTokenPersistence: boolean;
  readonly tokens: {
    readonly master?: string;
    readonly agent?: string;
    readonly agentMaster?: string;
    readonly default?: string;
    readonly replication?: string;
  };
}
