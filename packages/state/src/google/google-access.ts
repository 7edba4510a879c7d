import type { HttpResponse, Runtime } from "@tutti/runtime";
import { isJsonObject, type JsonObject, parseJsonObject } from "@tutti/values";
import { callHttp, type RetryPolicy } from "../storage/http-call.ts";
import { StorageError } from "../storage/remote-problem.ts";

/** How Google's services are reached. */
export interface GoogleAccess {
  readonly runtime: Runtime;
  /** Of what is asked for, for people: it stands before each error. */
  readonly place: string;
  readonly retry: RetryPolicy;
  /** `googleapis.com`, but in a cloud of its own. */
  readonly universe: string;
}

/** What is sent to a service: a form, or JSON. */
export type GoogleContent = URLSearchParams | Readonly<Record<string, unknown>>;

/** Asks for something that is answered by a JSON object; another status than 200 is a failure. */
export async function askGoogle(
  { runtime, retry, place }: GoogleAccess,
  url: URL,
  { content, headers = {} }: { content?: GoogleContent; headers?: Readonly<Record<string, string>> },
): Promise<JsonObject> {
  const isForm = content instanceof URLSearchParams;
  const text = isForm ? content.toString() : content && JSON.stringify(content);
  const type = isForm ? "application/x-www-form-urlencoded" : "application/json";
  const response = await callHttp(
    { runtime, retry, tls: {} },
    {
      method: text === undefined ? "GET" : "POST",
      url,
      headers: () => (text === undefined ? headers : { "content-type": type, ...headers }),
      ...(text === undefined ? {} : { body: new TextEncoder().encode(text) }),
      staysThere: true,
    },
  );
  const json = jsonOf(response);
  if (response.status === 200 && json !== undefined) return json;
  throw new StorageError(place, `${url.host}${url.pathname}: ${googleWords(response)}`);
}

/** Status and message of a refusal; Google has two forms of it. */
export function googleWords(response: HttpResponse): string {
  const json = jsonOf(response);
  const error = json?.["error"];
  const message = isJsonObject(error) ? error["message"] : (json?.["error_description"] ?? error);
  return `${response.status}${typeof message === "string" ? ` ${message}` : ""}`;
}

/** The answer's body; undefined where it is no JSON object. */
export function jsonOf({ body }: HttpResponse): JsonObject | undefined {
  return parseJsonObject(new TextDecoder().decode(body));
}
