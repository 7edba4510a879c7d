import { fromUnknown, type HttpRequest, type Runtime, requestFailure } from "@tutti/runtime";
import { LoginFailure } from "./validator.ts";

/** Of an answer of a provider, in bytes. */
const ANSWER_BYTES_MAX = 1 << 20;
const TIMEOUT_MS = 10_000;

/** JSON of a provider, with its status. */
export interface Fetched {
  readonly status: number;
  readonly json: unknown;
}

/** Asks a provider; `authority` is PEM, trusted in place of the system's. */
export async function fetchJson(
  { network, environment }: Pick<Runtime, "network" | "environment">,
  asked: Pick<HttpRequest, "url"> & Partial<HttpRequest>,
  authority: string,
): Promise<Fetched | LoginFailure> {
  const request: HttpRequest = {
    method: "GET",
    timeoutMs: TIMEOUT_MS,
    bodyMax: ANSWER_BYTES_MAX,
    proxyVariables: environment.variables,
    ...(authority === "" ? {} : { tlsAuthority: authority }),
    ...asked,
    headers: { Accept: "application/json", ...asked.headers },
  };
  try {
    const { status, body } = await network.request(request);
    return { status, json: parse(new TextDecoder().decode(body)) };
  } catch (error) {
    return new LoginFailure(requestFailure(fromUnknown(error, request.url), request));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
