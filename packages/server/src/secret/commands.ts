import type { ServerState } from "../server-state.ts";
import type { Draft } from "../state/draft.ts";
import { type Outcome, refuse } from "../state/refusal.ts";
import { secretError } from "./errors.ts";
import {
  LEASES_MAX,
  type LeaseRecord,
  leasesOf,
  type SealedRecord,
  type SecretRecord,
  VERSIONS_DEFAULT,
  versionId,
} from "./records.ts";

/** A value that shall be written. */
export interface SecretWrite {
  readonly path: string;
  /** The version that must be the newest; 0: the secret must not be there. */
  readonly cas: number | undefined;
  readonly maxVersions: number | undefined;
  readonly leaseTtlMs: number | undefined;
}

/** Adds a version. `seal` gets its number; the oldest go where there are more than the secret keeps. */
export function putVersion(
  state: ServerState,
  draft: Draft,
  { path, cas, maxVersions, leaseTtlMs }: SecretWrite,
  at: { readonly createTime: string; readonly seal: (version: number) => SealedRecord },
): Outcome<SecretRecord> {
  const { secrets, sealed } = state.secrets;
  const before = draft.get(secrets, path)?.value;
  const newest = before?.Newest ?? 0;
  if (cas !== undefined && cas !== newest)
    return refuse(secretError("secret-changed-meanwhile", JSON.stringify(path), newest, cas), 409);
  const row = at.seal(newest + 1);
  draft.put(sealed, versionId(path, row.Version), row);
  const kept = maxVersions ?? before?.MaxVersions ?? VERSIONS_DEFAULT;
  const versions = [
    ...(before?.Versions ?? []),
    { Version: row.Version, CreateTime: at.createTime, KeyID: row.KeyID },
  ];
  for (const { Version } of versions.slice(0, -kept)) draft.delete(sealed, versionId(path, Version));
  return draft.put(secrets, path, {
    Path: path,
    Versions: versions.slice(-kept),
    Newest: row.Version,
    MaxVersions: kept,
    LeaseTTLMs: leaseTtlMs ?? before?.LeaseTTLMs ?? 0,
    CreateTime: before?.CreateTime ?? at.createTime,
  }).value;
}

/** Takes a secret away with all that belongs to it; false where there is none. */
export function deleteSecret(state: ServerState, draft: Draft, path: string): boolean {
  const { secrets, sealed, leases } = state.secrets;
  const found = draft.get(secrets, path)?.value;
  if (found === undefined) return false;
  for (const { Version } of found.Versions) draft.delete(sealed, versionId(path, Version));
  draft.deleteBelow(leases, leasesOf(path));
  draft.delete(secrets, path);
  return true;
}

/** Takes the value of one version away; the number stays given out. False where it is not there. */
export function deleteVersion(state: ServerState, draft: Draft, path: string, version: number): boolean {
  const { secrets, sealed } = state.secrets;
  const found = draft.get(secrets, path)?.value;
  if (found?.Versions.some(({ Version }) => Version === version) !== true) return false;
  draft.delete(sealed, versionId(path, version));
  draft.put(secrets, path, {
    ...found,
    Versions: found.Versions.filter(({ Version }) => Version !== version),
  });
  return true;
}

/** Notes that somebody has read a version. */
export function putLease(state: ServerState, draft: Draft, lease: LeaseRecord): Outcome<LeaseRecord> {
  const { leases } = state.secrets;
  if (draft.get(leases, lease.ID) === undefined && leases.size >= LEASES_MAX)
    return refuse(secretError("too-many-secret-leases", LEASES_MAX), 429);
  return draft.put(leases, lease.ID, lease).value;
}
