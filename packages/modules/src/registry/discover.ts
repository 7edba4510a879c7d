import { type FetchContext, FetchFailure } from "../fetch-context.ts";
import { getUrl } from "../package/get-url.ts";
import type { HostSettings } from "./host-settings.ts";

/** Where a host keeps the list of its services. */
const DISCOVERY_PATH = "/.well-known/terraform.json";
const DOCUMENT_BYTES_MAX = 1 << 20;
const DISCOVERY_MS = 11_000;
const DISCOVERY_REDIRECTS_MAX = 3;

/** The services of a host by their names (`modules.v1`, `login.v1`), as they are described; URLs are relative to `url`. */
export interface Discovered {
  readonly url: string;
  readonly services: ReadonlyMap<string, unknown>;
}

/** Asks a host for its services; the user's settings come first. */
export async function discover(
  context: FetchContext,
  settings: HostSettings,
  host: string,
): Promise<Discovered> {
  const url = `https://${host}${DISCOVERY_PATH}`;
  const set = settings.services(host);
  if (set !== undefined) return { url, services: set };
  const token = await settings.token(host);
  let response: Awaited<ReturnType<typeof getUrl>>;
  try {
    response = await getUrl(context, url, {
      headers: {
        accept: "application/json",
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      bodyMax: DOCUMENT_BYTES_MAX,
      timeoutMs: DISCOVERY_MS,
      redirectsMax: DISCOVERY_REDIRECTS_MAX,
    });
  } catch (error) {
    if (error instanceof FetchFailure)
      throw new FetchFailure(`failed to request discovery document: ${error.message}`);
    throw error;
  }
  if (response.status === 404) return { url, services: new Map() };
  if (response.status !== 200)
    throw new FetchFailure(`failed to request discovery document: ${statusText(response.status)}`);
  const type = response.headers.get("content-type") ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type))
    throw new FetchFailure(
      `discovery URL returned an unsupported Content-Type ${JSON.stringify(type.split(";")[0])}`,
    );
  return { url: response.url, services: readServices(response.body) };
}

function readServices(body: Uint8Array): ReadonlyMap<string, unknown> {
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw new FetchFailure(
      `failed to decode discovery document as a JSON object: ${error instanceof Error ? error.message : error}`,
    );
  }
  if (typeof json !== "object" || json === null || Array.isArray(json))
    throw new FetchFailure("failed to decode discovery document as a JSON object");
  return new Map(Object.entries(json));
}

/** The URL of a service; undefined where the host has none of that name. */
export function serviceUrl({ url, services }: Discovered, name: string): string | undefined {
  const value = services.get(name);
  return typeof value === "string" ? new URL(value, url).href : undefined;
}

const STATUS_TEXTS: ReadonlyMap<number, string> = new Map([
  [200, "OK"],
  [204, "No Content"],
  [400, "Bad Request"],
  [401, "Unauthorized"],
  [403, "Forbidden"],
  [404, "Not Found"],
  [429, "Too Many Requests"],
  [500, "Internal Server Error"],
  [502, "Bad Gateway"],
  [503, "Service Unavailable"],
  [504, "Gateway Timeout"],
]);

/** `404 Not Found`. */
export function statusText(status: number): string {
  return `${status} ${STATUS_TEXTS.get(status) ?? ""}`.trim();
}
