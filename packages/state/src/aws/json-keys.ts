import { isJsonObject, type Json } from "@tutti/values";
import { StorageError } from "../storage/remote-problem.ts";
import type { AwsCredentials } from "./aws-access.ts";

/** How the members are called, which differs from one source to the next. */
export interface KeyNames {
  readonly id: string;
  readonly secret: string;
  readonly token: string;
  /** RFC 3339, or milliseconds since 1970. */
  readonly expires: string;
}

/** Keys in what some other program or service gave, which must be a JSON object. */
export function readJsonKeys(
  json: Json | undefined,
  names: KeyNames,
  /** Who gave it, for errors: what it said is never shown. */
  source: string,
  place: string,
): AwsCredentials {
  if (!isJsonObject(json)) throw new StorageError(place, `${source} gave no JSON object`);
  const { [names.id]: accessKeyId, [names.secret]: secretAccessKey } = json;
  if (typeof accessKeyId !== "string" || typeof secretAccessKey !== "string")
    throw new StorageError(place, `${source} gave no ${names.id} and ${names.secret}`);
  const { [names.token]: sessionToken, [names.expires]: expires } = json;
  const expiresMs = typeof expires === "string" ? Date.parse(expires) : expires;
  return {
    accessKeyId,
    secretAccessKey,
    sessionToken: typeof sessionToken === "string" && sessionToken !== "" ? sessionToken : undefined,
    ...(typeof expiresMs === "number" && Number.isFinite(expiresMs) ? { expiresMs } : {}),
  };
}
