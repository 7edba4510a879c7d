import type { CipherSuite, TlsVersion } from "@tutti/runtime";
import { type AclConfig, type ServerConfig, WAIT_LIMITS } from "@tutti/server";
import type { LogFileConfig } from "./config/build-log.ts";
import type { TelemetryConfig } from "./config/build-telemetry.ts";
import type { Cidr } from "./config/cidr.ts";
import type { CheckRegistration, ServiceRegistration } from "./local/registration.ts";
import type { WatchConfig } from "./watch/watch-config.ts";

/**
 * The agent's configuration after all files and flags were merged and checked.
 * `config/` makes it; nothing else reads configuration.
 */
export type { AclConfig } from "@tutti/server";

/** All settings of an agent, each with a value. */
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
  /** Where HTTP listens: addresses of IP, `unix:///path` for a socket. */
  readonly httpAddresses: readonly string[];
  /** The same for HTTPS. */
  readonly httpsAddresses: readonly string[];
  readonly dnsAddresses: readonly string[];
  /** -1 is off. */
  readonly ports: AgentPorts;
  /** In memory, answers indented. */
  readonly devMode: boolean;
  readonly server: boolean;
  readonly bootstrap: boolean;
  /** Undefined: nothing is kept. */
  readonly dataDirectory?: string;
  /** Whether config entries have a word in this agent's proxies and gateways. */
  readonly centralServiceConfig: boolean;
  readonly http: HttpConfig;
  readonly tls: TlsConfig;
  readonly acl: AclConfig;
  /** Where requests over HTTP are recorded; empty: nowhere. */
  readonly audit: readonly LogFileConfig[];
  readonly telemetry: TelemetryConfig;
  readonly sessionTtlMinMs: number;
  readonly kvValueBytesMax: number;
  readonly transactionBytesMax: number;
  readonly enableScriptChecks: boolean;
  readonly enableLocalScriptChecks: boolean;
  /** Whether everybody may ask for profiles where there is no access control. */
  readonly enableDebug: boolean;
  /** Whether programs are run for who fires the event `_rexec`. */
  readonly remoteExec: boolean;
  readonly checkUpdateIntervalMs: number;
  /** Of a check's output, at most; 0 keeps none. */
  readonly checkOutputBytesMax: number;
  readonly dns: DnsConfig;
  readonly services: readonly ServiceRegistration[];
  readonly checks: readonly CheckRegistration[];
  readonly watches: readonly WatchConfig[];
}

/** The ports that the agent listens on; -1 is none. */
export interface AgentPorts {
  readonly http: number;
  readonly https: number;
  readonly dns: number;
  readonly server: number;
  readonly serfLan: number;
  readonly serfWan: number;
  readonly sidecarMin: number;
  readonly sidecarMax: number;
}

/** How the HTTP server answers. */
export interface HttpConfig {
  readonly responseHeaders: Readonly<Record<string, string>>;
  /** Path prefixes answered with 403. */
  readonly blockEndpoints: readonly string[];
  /** From where writes are taken; empty: from everywhere. */
  readonly writersAllowed: readonly Cidr[];
  /** Whether `?cached` may say that an answer came from the cache. */
  readonly useCache: boolean;
  /** Whether paths with characters that cannot be printed are refused. */
  readonly refusesUnprintable: boolean;
  /** Of one address at once, over HTTP and HTTPS together; 0: as many as come. */
  readonly connectionsPerClientMax: number;
  /** Of a request's headers; undefined: the runtime's own. */
  readonly headerBytesMax?: number;
  /** How long a client of HTTPS may take until TLS is spoken; undefined: the runtime's own. */
  readonly handshakeMs?: number;
  /** The rights of the sockets of `httpAddresses`; undefined: as the umask leaves them. */
  readonly socketMode?: number;
  /** Who owns them, by name or number; undefined: who runs the agent. */
  readonly socketUser?: string;
  readonly socketGroup?: number;
}

/** Files in PEM: what is shown, and who is trusted. */
export interface TlsFiles {
  readonly certificateFile?: string;
  readonly keyFile?: string;
  readonly authorityFile?: string;
  /** All files in it; nothing where there is an `authorityFile`. */
  readonly authorityFolder?: string;
}

/** How HTTPS is spoken, and the files of what it needs. */
export interface TlsConfig extends TlsFiles {
  /** Clients must show a certificate that the authorities have signed. */
  readonly verifiesClients: boolean;
  readonly versionLeast: TlsVersion;
  /** Of TLS up to 1.2; empty: the runtime's own. */
  readonly cipherSuites: readonly CipherSuite[];
  readonly prefersOwnSuites: boolean;
  /** What checks over TLS show of the agent, and whom they trust; undefined: nothing, and the system's. */
  readonly checks?: CheckTls;
}

/** How checks speak TLS where it is the agent's affair. */
export interface CheckTls extends TlsFiles {
  /** The name that is asked for, where the check names none. */
  readonly serverName: string;
  readonly versionLeast: TlsVersion;
}

/** How the DNS server answers. */
export interface DnsConfig {
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
  /** As they stand, one after the other; else in an order that is drawn for each question. */
  readonly recursorsInTurn: boolean;
  readonly recursorTimeoutMs: number;
  /** Answers over UDP to one network of the internet (`/24`, `/56`) in a second; 0: as many as are asked for. */
  readonly responsesPerSecondMax: number;
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
  httpAddresses: ["127.0.0.1"],
  httpsAddresses: ["127.0.0.1"],
  dnsAddresses: ["127.0.0.1"],
  ports: {
    http: 8500,
    https: -1,
    dns: 8600,
    server: 8300,
    serfLan: 8301,
    serfWan: 8302,
    sidecarMin: 21_000,
    sidecarMax: 21_255,
  },
  devMode: false,
  server: true,
  bootstrap: true,
  centralServiceConfig: true,
  requestLimits: {
    mode: "disabled",
    readRate: Number.POSITIVE_INFINITY,
    writeRate: Number.POSITIVE_INFINITY,
  },
  http: {
    connectionsPerClientMax: 200,
    responseHeaders: {},
    blockEndpoints: [],
    writersAllowed: [],
    useCache: true,
    refusesUnprintable: true,
  },
  tls: { verifiesClients: false, versionLeast: "1.2", cipherSuites: [], prefersOwnSuites: false },
  acl: {
    enabled: false,
    defaultPolicy: "allow",
    enableKeyListPolicy: false,
    enableTokenPersistence: false,
    tokens: {},
  },
  audit: [],
  telemetry: {
    prefix: "consul",
    namesHost: true,
    rules: { allowed: [], blocked: [], byDefault: true },
    namesOldHttp: true,
    prometheusRetentionMs: 0,
    targets: [],
  },
  connect: { enabled: false, caConfig: {} },
  sessionTtlMinMs: 10_000,
  kvValueBytesMax: 512 << 10,
  transactionBytesMax: 512 << 10,
  ...WAIT_LIMITS,
  bootstrapEntries: [],
  enableScriptChecks: false,
  enableLocalScriptChecks: false,
  enableDebug: false,
  remoteExec: false,
  checkUpdateIntervalMs: 300_000,
  checkOutputBytesMax: 4096,
  dns: {
    nodeTtlMs: 0,
    serviceTtlMs: new Map(),
    onlyPassing: false,
    enableTruncate: false,
    udpAnswerLimit: 3,
    aRecordLimit: 0,
    disableCompression: false,
    nodeMetaTxt: true,
    recursors: [],
    recursorsInTurn: true,
    recursorTimeoutMs: 2000,
    responsesPerSecondMax: 200,
    soa: { refresh: 3600, retry: 600, expire: 86_400, minTtl: 0 },
  },
  services: [],
  checks: [],
  watches: [],
};
