/**
 * Requests to a service over HTTP with JSON. What passes by itself is tried
 * again: 429 when the service says it may be, and, of requests that do no harm
 * when they are made twice, what a server could not do and connections that
 * broke. Tokens stand in the header alone.
 */

import { isRecord, type PlainRecord, ProviderFailure } from "@tutti/plugin";
import { type HttpResponse, type Runtime, RuntimeError } from "@tutti/runtime";
import { cloudError } from "../errors.ts";
import { ApiRefusal, reasonIn } from "./api-refusal.ts";

/** Who is asked, and how patiently. */
export interface ApiSettings {
  /** As a sentence calls it: `DigitalOcean`. */
  readonly name: string;
  /** Without a slash at its end. */
  readonly url: string;
  /** Undefined: nobody said it, or not yet; then nothing can be asked. */
  readonly token: string | undefined;
  /** Where it is looked for, as a sentence says it. */
  readonly tokenFrom: string;
  readonly userAgent: string;
  /** How often one request is tried again. */
  readonly retryMax: number;
  readonly retryWaitMinMs: number;
  readonly retryWaitMaxMs: number;
  /** 0: as many as there are. */
  readonly requestsPerSecond: number;
}

/** What is asked. */
export interface ApiQuestion {
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly body?: PlainRecord;
  readonly signal: AbortSignal;
  /** For the message where it fails: `create the droplet "web"`. */
  readonly doing: string;
}

/** One answer; after that the next try begins, or it has failed. */
const ANSWER_MS = 60_000;
/** A service that asks for a longer pause is not waited for. */
const PAUSE_MAX_MS = 15 * 60_000;
const BODY_MAX = 32 * 1024 * 1024;
/** Where nothing was sent yet. */
const UNSENT = new Set(["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH", "EPROXY"]);

export class ApiClient {
  readonly settings: ApiSettings;
  readonly runtime: Runtime;
  /** When the next request may be sent, on the monotonic clock. */
  #nextAt = 0;

  constructor(runtime: Runtime, settings: ApiSettings) {
    this.runtime = runtime;
    this.settings = settings;
  }

  /** The answer's JSON, or an empty record; a refusal throws `ApiRefusal`. */
  async call(method: string, path: string, question: ApiQuestion): Promise<PlainRecord> {
    const { retryMax, name, token, tokenFrom } = this.settings;
    if (token === undefined)
      throw new ProviderFailure(
        cloudError("cloud-credentials-missing"),
        `${name} takes requests with a token only, so it cannot ${question.doing}. Set ${tokenFrom}.`,
      );
    for (let tries = 0; ; tries++) {
      await this.#turn(question.signal);
      const outcome = await this.#tried(method, path, question);
      const pause = tries < retryMax ? this.#pauseMs(method, outcome, tries) : undefined;
      if (pause === undefined) return this.#settled(outcome, question);
      await this.runtime.clock.sleep(pause, question.signal);
    }
  }

  /** The same, and undefined where there is nothing of that name. */
  async find(path: string, question: ApiQuestion): Promise<PlainRecord | undefined> {
    try {
      return await this.call("GET", path, question);
    } catch (error) {
      if (error instanceof ApiRefusal && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Waits for this request's place, where only so many are made in a second. */
  async #turn(signal: AbortSignal): Promise<void> {
    const { requestsPerSecond } = this.settings;
    if (requestsPerSecond <= 0) return;
    const now = this.runtime.clock.monotonic();
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + 1000 / requestsPerSecond;
    if (at > now) await this.runtime.clock.sleep(at - now, signal);
  }

  async #tried(method: string, path: string, question: ApiQuestion): Promise<HttpResponse | RuntimeError> {
    const { url, token, userAgent } = this.settings;
    const { query = {}, body, signal } = question;
    const asked = new URLSearchParams(
      Object.entries(query).flatMap(([name, value]) =>
        value === undefined ? [] : [[name, String(value)] as [string, string]],
      ),
    ).toString();
    try {
      return await this.runtime.network.request(
        {
          method,
          url: `${url}${path}${asked === "" ? "" : `?${asked}`}`,
          headers: {
            authorization: `Bearer ${token}`,
            accept: "application/json",
            "user-agent": userAgent,
            ...(body === undefined ? {} : { "content-type": "application/json" }),
          },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
          proxyVariables: this.runtime.environment.variables,
          timeoutMs: ANSWER_MS,
          bodyMax: BODY_MAX,
        },
        signal,
      );
    } catch (error) {
      if (error instanceof RuntimeError && !signal.aborted) return error;
      throw error;
    }
  }

  /** How long until it is worth another try; undefined: never. */
  #pauseMs(method: string, outcome: HttpResponse | RuntimeError, tries: number): number | undefined {
    const { retryWaitMinMs, retryWaitMaxMs } = this.settings;
    const backoff = Math.min(retryWaitMinMs * 2 ** tries, retryWaitMaxMs);
    // A POST makes something: what it may have made is not made twice.
    const mayBeTwice = method !== "POST";
    if (outcome instanceof RuntimeError) return mayBeTwice || UNSENT.has(outcome.code) ? backoff : undefined;
    const { status } = outcome;
    if (status === 429 || status === 503) {
      const asked = this.#askedPauseMs(outcome) ?? backoff;
      return asked <= PAUSE_MAX_MS ? asked : undefined;
    }
    return mayBeTwice && status >= 500 && status !== 501 ? backoff : undefined;
  }

  /** `Retry-After` in seconds, else until the moment at which the limit begins anew. */
  #askedPauseMs({ headers }: HttpResponse): number | undefined {
    const after = headers.get("retry-after");
    if (after !== undefined && /^\d+$/.test(after)) return Number(after) * 1000;
    const reset = headers.get("ratelimit-reset") ?? headers.get("x-ratelimit-reset");
    if (reset === undefined || !/^\d+$/.test(reset)) return undefined;
    return Math.max(0, Number(reset) * 1000 - this.runtime.clock.now());
  }

  #settled(outcome: HttpResponse | RuntimeError, { doing }: ApiQuestion): PlainRecord {
    const { name, url } = this.settings;
    if (outcome instanceof RuntimeError)
      throw new ProviderFailure(
        cloudError("cannot-reach-the-cloud"),
        `${name} at ${url} does not answer (${outcome.code}: ${outcome.message}), so it could not ${doing}.`,
        { cause: outcome },
      );
    const { status, headers, body } = outcome;
    const record = jsonRecord(body);
    if (status < 300 && record !== undefined) return record;
    if (status < 300)
      throw new ProviderFailure(
        cloudError("cloud-refused"),
        `What answers at ${url} is not ${name}: it was asked to ${doing}, and its answer (${status}) is no JSON.`,
      );
    const answer = reasonIn(record ?? {});
    const said = answer.reason === "" ? "" : `: ${sentence(answer.reason)}`;
    const id = headers.get("x-request-id");
    throw new ApiRefusal(
      status,
      `${name} did not ${doing} (${status})${said === "" ? "." : said}${this.#advice(outcome)}${id === undefined ? "" : ` Request ${id}.`}`,
      answer,
    );
  }

  #advice(answer: HttpResponse): string {
    if (answer.status === 401) return " The token is not valid: give one that is.";
    if (answer.status === 403) return " The token may not do that: give one that may.";
    if (answer.status !== 429) return "";
    const pause = this.#askedPauseMs(answer);
    return pause === undefined ? "" : ` It takes requests again in ${Math.ceil(pause / 1000)} s.`;
  }
}

/** Undefined: no JSON. Nothing, and JSON that is no object, is an empty record. */
function jsonRecord(body: Uint8Array): PlainRecord | undefined {
  if (body.length === 0) return {};
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body), asWritten);
    return isRecord(parsed as PlainRecord) ? (parsed as PlainRecord) : {};
  } catch {
    return undefined;
  }
}

/** A fraction as its text: as a number of JavaScript it is another one than that which states hold. */
function asWritten(_: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isInteger(value) ? String(value) : value;
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
