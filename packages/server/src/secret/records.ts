import { Buffer } from "node:buffer";

/** What is known of a secret beside its values. */
export interface SecretRecord {
  readonly Path: string;
  /** Those whose value is still there, the oldest first. */
  readonly Versions: readonly SecretVersion[];
  /** The number given out last; a number never comes back while the secret is there. */
  readonly Newest: number;
  /** So many versions are kept. */
  readonly MaxVersions: number;
  /** Each read gives a lease of at most so long; 0: only where one is asked for. */
  readonly LeaseTTLMs: number;
  readonly CreateTime: string;
}

/** One version of a secret. */
export interface SecretVersion {
  readonly Version: number;
  readonly CreateTime: string;
  /** Which of the server's keys it is sealed with. */
  readonly KeyID: string;
}

/** A sealed value; only who has the server's keys can open it. */
export interface SealedRecord {
  readonly Path: string;
  readonly Version: number;
  readonly KeyID: string;
  /** In base64: 12 bytes, drawn for this value. */
  readonly Nonce: string;
  /** In base64: the value as AES-256-GCM gives it, with its tag of 16 bytes behind it. */
  readonly Sealed: string;
}

/** That somebody has read a version, and uses it until a time. */
export interface LeaseRecord {
  readonly ID: string;
  readonly Path: string;
  readonly Version: number;
  /** The accessor of the token that it was given to; "" where there is no access control. */
  readonly Holder: string;
  readonly TTLMs: number;
  readonly CreateTime: string;
  /** Milliseconds since 1970. */
  readonly ExpiresAtMs: number;
}

/** Of versions unless a secret says how many. */
export const VERSIONS_DEFAULT = 10;
/** A secret goes whole, with all its versions, in one transaction. */
export const VERSIONS_MAX = 64;
/** Of leases that hold at the same time; beyond it none is given. */
export const LEASES_MAX = 100_000;
export const LEASE_TTL_MIN_MS = 1_000;
/** 32 days. */
export const LEASE_TTL_MAX_MS = 32 * 86_400_000;
/** Of a path, in bytes. */
const PATH_BYTES_MAX = 512;

/** Stands between a path and what belongs to it, and in no path. */
const MARK = "~";

/** The id of a version's row. */
export function versionId(path: string, version: number): string {
  return `${path}${MARK}${version}`;
}

/** What the ids of all leases of a secret begin with. */
export function leasesOf(path: string): string {
  return `${path}${MARK}`;
}

/** The id of a lease, by which it is renewed and revoked. */
export function leaseId(path: string, uuid: string): string {
  return `${leasesOf(path)}${uuid}`;
}

/** Why this can be no path of a secret; undefined where it can. */
export function pathMistake(path: string): string | undefined {
  if (path === "") return "it is empty";
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) return `it is longer than ${PATH_BYTES_MAX} bytes`;
  if (path.includes(MARK)) return `"${MARK}" stands between a path and a lease's ID`;
  if (/\p{Cc}/u.test(path)) return "it has a control character";
  if (path.split("/").some((part) => part === "" || part === "." || part === ".."))
    return 'a part between "/" is empty, "." or ".."';
  return undefined;
}
