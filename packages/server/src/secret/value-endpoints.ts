import type { Buffer } from "node:buffer";
import { type Endpoint, endpoint } from "../endpoint/endpoint.ts";
import { bytes, json, type Reply, refusal } from "../endpoint/reply.ts";
import { readBody } from "../endpoint/request.ts";
import { right } from "../rights/right.ts";
import type { Endpoints, ServerContext } from "../server-context.ts";
import type { Draft } from "../state/draft.ts";
import { type Outcome, Refusal, refuse } from "../state/refusal.ts";
import { decodePath, holderOf, secretNotFound } from "./access.ts";
import { deleteSecret, deleteVersion, putLease, putVersion, type SecretWrite } from "./commands.ts";
import { secretError } from "./errors.ts";
import type { SecretKeys } from "./keys.ts";
import { shownLease } from "./lease-endpoints.ts";
import {
  LEASE_TTL_MAX_MS,
  type LeaseRecord,
  leaseId,
  type SealedRecord,
  type SecretRecord,
  VERSIONS_MAX,
  versionId,
} from "./records.ts";
import { NONCE_BYTES, openValue, sealValue } from "./sealing.ts";
import { decodeTtl } from "./ttl.ts";

/** `/v1/secret/value`: the values. */
export function valueEndpoints(context: ServerContext, keys: SecretKeys): Endpoints {
  return {
    "secret.read": readEndpoint(context, keys),
    "secret.write": writeEndpoint(context, keys),
    "secret.delete": deleteEndpoint(context),
  };
}

/** No copy of a value is to stay on its way. */
const UNKEPT = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" };

interface SecretRead {
  readonly path: string;
  readonly version: number | undefined;
  readonly ttlMs: number | undefined;
  readonly raw: boolean;
  readonly holder: string;
}

function readEndpoint(context: ServerContext, keys: SecretKeys): Endpoint {
  const { runtime } = context;
  return endpoint<SecretRead>({
    decode({ query: asked, rest, token }) {
      const path = decodePath(context, rest);
      if (path instanceof Refusal) return path;
      const query = asked.of("secret.read");
      const version = query.uint("version");
      if (version instanceof Refusal) return version;
      const ttlMs = decodeTtl(query.text("ttl"));
      if (ttlMs instanceof Refusal) return ttlMs;
      const raw = query.flag("raw");
      return {
        path,
        version: version === undefined ? undefined : Number(version),
        ttlMs,
        raw,
        holder: holderOf(context, token),
      };
    },
    rights: ({ path }) => [right("secret", "read", path)],
    async answer(asked, granted) {
      const lease = { id: leaseId(asked.path, runtime.random.uuid()), atMs: runtime.clock.now() };
      // A read without a lease writes nothing: the draft stays empty.
      const written = await granted.write((draft) => read(context, draft, asked, lease));
      if (written instanceof Refusal) return refusal(written);
      const found = written.value;
      const key = keys.get(found.sealed.KeyID);
      if (key === undefined) return refusal(refuse(secretError("secret-key-missing", found.sealed.KeyID)));
      const value = openValue(found.sealed, key);
      if (value === undefined)
        return refusal(refuse(secretError("secret-damaged", JSON.stringify(asked.path))));
      tellRead(context, asked, found);
      return shown(asked, found, value);
    },
  });
}

/** What a read has found. */
interface Found {
  readonly secret: SecretRecord;
  readonly sealed: SealedRecord;
  readonly lease: LeaseRecord | undefined;
}

function read(
  { state }: ServerContext,
  draft: Draft,
  { path, version, ttlMs, holder }: SecretRead,
  lease: { readonly id: string; readonly atMs: number },
): Outcome<Found> {
  const secret = draft.get(state.secrets.secrets, path)?.value;
  const wanted = version ?? secret?.Versions.at(-1)?.Version;
  const sealed =
    wanted === undefined ? undefined : draft.get(state.secrets.sealed, versionId(path, wanted))?.value;
  if (secret === undefined || sealed === undefined) return secretNotFound(path);
  const longest = secret.LeaseTTLMs || LEASE_TTL_MAX_MS;
  const leaseMs = Math.min(ttlMs ?? secret.LeaseTTLMs, longest);
  if (leaseMs === 0) return { secret, sealed, lease: undefined };
  const given = putLease(state, draft, {
    ID: lease.id,
    Path: path,
    Version: sealed.Version,
    Holder: holder,
    TTLMs: leaseMs,
    CreateTime: new Date(lease.atMs).toISOString(),
    ExpiresAtMs: lease.atMs + leaseMs,
  });
  return given instanceof Refusal ? given : { secret, sealed, lease: given };
}

/** Each read leaves a line, whether or not there is an audit file: who, which path, which version; never the value. */
function tellRead({ log }: ServerContext, { path, holder }: SecretRead, found: Found): void {
  const who = holder === "" ? "somebody (there is no access control)" : `the token ${holder}`;
  const until = found.lease === undefined ? "" : `, until ${new Date(found.lease.ExpiresAtMs).toISOString()}`;
  log("info", `secret: ${who} read version ${found.sealed.Version} of ${JSON.stringify(path)}${until}`);
}

function shown({ path, raw }: SecretRead, { secret, sealed, lease }: Found, value: Buffer): Reply {
  const headers = { ...UNKEPT, "X-Secret-Version": String(sealed.Version) };
  if (raw)
    return bytes(value, "application/octet-stream", {
      ...headers,
      ...(lease === undefined ? {} : { "X-Secret-Lease": encodeURIComponent(lease.ID) }),
    });
  const { CreateTime = "" } = secret.Versions.find(({ Version }) => Version === sealed.Version) ?? {};
  return json(
    {
      Path: path,
      Version: sealed.Version,
      Value: value.toString("base64"),
      CreateTime,
      Lease: lease === undefined ? null : shownLease(lease),
    },
    { headers },
  );
}

function writeEndpoint(context: ServerContext, keys: SecretKeys): Endpoint {
  const { state, config, runtime } = context;
  return endpoint<SecretWrite & { readonly value: Uint8Array }>({
    async decode(request) {
      const path = decodePath(context, request.rest);
      if (path instanceof Refusal) return path;
      const query = request.query.of("secret.write");
      const cas = query.uint("cas");
      if (cas instanceof Refusal) return cas;
      const versions = query.uint("max_versions");
      if (versions instanceof Refusal) return versions;
      if (versions !== undefined && (versions < 1n || versions > VERSIONS_MAX))
        return refuse(secretError("secret-versions-invalid", String(versions), VERSIONS_MAX), 400);
      const leaseTtlMs = query.text("lease_ttl") === "0" ? 0 : decodeTtl(query.text("lease_ttl"));
      if (leaseTtlMs instanceof Refusal) return leaseTtlMs;
      const value = await readBody(request, config.kvValueBytesMax);
      if (value instanceof Refusal) return value;
      return {
        path,
        value,
        cas: cas === undefined ? undefined : Number(cas),
        maxVersions: versions === undefined ? undefined : Number(versions),
        leaseTtlMs,
      };
    },
    rights: ({ path }) => [right("secret", "write", path)],
    async answer({ value, ...write }, granted) {
      const key = await keys.current();
      const at = {
        createTime: new Date(runtime.clock.now()).toISOString(),
        seal: (version: number) =>
          sealValue(value, { path: write.path, version }, key, runtime.random.bytes(NONCE_BYTES)),
      };
      const written = await granted.write((draft) => putVersion(state, draft, write, at));
      if (written instanceof Refusal) return refusal(written);
      const { Path, Newest } = written.value;
      return json({ Path, Version: Newest, CreateTime: at.createTime });
    },
  });
}

function deleteEndpoint(context: ServerContext): Endpoint {
  const { state } = context;
  return endpoint<{ readonly path: string; readonly version: number | undefined }>({
    decode({ query: asked, rest }) {
      const path = decodePath(context, rest);
      if (path instanceof Refusal) return path;
      const version = asked.of("secret.delete").uint("version");
      if (version instanceof Refusal) return version;
      return { path, version: version === undefined ? undefined : Number(version) };
    },
    rights: ({ path }) => [right("secret", "write", path)],
    async answer({ path, version }, granted) {
      const written = await granted.write((draft) => {
        const isGone =
          version === undefined
            ? deleteSecret(state, draft, path)
            : deleteVersion(state, draft, path, version);
        return isGone ? true : secretNotFound(path);
      });
      return written instanceof Refusal ? refusal(written) : json(true);
    },
  });
}
