import {
  block,
  computed,
  type DataDefinition,
  type Fields,
  optional,
  type ProviderDiagnostic,
  ProviderFailure,
  required,
} from "@tutti/plugin";
import type { HttpResponse, Runtime } from "@tutti/runtime";
import { BOOL, mapType, NUMBER, STRING } from "@tutti/values";
import { alsoRequires, atLeast, conflictsWith, invalidValue } from "../attribute-rules.ts";
import { utilityError } from "../errors.ts";
import { answerTo } from "./answer-to.ts";

const METHODS = ["GET", "POST", "HEAD"];

/** `http`: one request, and what came of it. */
export const HTTP: DataDefinition<Runtime> = {
  block: block(
    {
      id: computed(STRING, { description: "The URL." }),
      url: required(STRING, { description: "`http` or `https`. Redirects are followed, ten at most." }),
      method: optional(STRING, { description: "GET (the default), POST or HEAD." }),
      request_headers: optional(mapType(STRING), { description: "Header fields by their names." }),
      request_body: optional(STRING, { description: "The body, as text." }),
      request_timeout_ms: optional(NUMBER, {
        description: "Until an answer is there; by default without end.",
      }),
      ca_cert_pem: optional(STRING, {
        description: "Certificates that are trusted instead of the system's.",
      }),
      client_cert_pem: optional(STRING, { description: "Who we are; with `client_key_pem`." }),
      client_key_pem: optional(STRING, { description: "The key of `client_cert_pem`." }),
      insecure: optional(BOOL, { description: "Any certificate is taken." }),
      status_code: computed(NUMBER, { description: "The status." }),
      response_headers: computed(mapType(STRING), {
        description: 'Header fields, in Go\'s spelling; repeated ones joined by ", ".',
      }),
      response_body: computed(STRING, { description: "The body, as text." }),
      response_body_base64: computed(STRING, { description: "The body, in base64." }),
      body: computed(STRING, { deprecated: true, description: "Use `response_body`." }),
    },
    {
      retry: {
        nesting: "single",
        block: block({
          attempts: optional(NUMBER, { description: "How often it is tried again; by default never." }),
          min_delay_ms: optional(NUMBER, {
            description: "The least time between two tries; by default 1 s.",
          }),
          max_delay_ms: optional(NUMBER, { description: "The most; by default 30 s." }),
        }),
      },
    },
  ),
  validate: (config) => [
    ...methodMistakes(config),
    ...atLeast(config, "request_timeout_ms", 1),
    ...conflictsWith(config, "ca_cert_pem", ["insecure"]),
    ...alsoRequires(config, "client_cert_pem", "client_key_pem"),
    ...alsoRequires(config, "client_key_pem", "client_cert_pem"),
    ...retryMistakes(config.block("retry")),
  ],
  async read(config, { client, signal, warn }) {
    const authority = config.string("ca_cert_pem");
    if (authority !== undefined && !authority.includes("-----BEGIN CERTIFICATE-----"))
      throw new ProviderFailure(
        utilityError("error-configuring-tls-client"),
        "Error tls: Can't add the CA certificate to certificate pool. Only PEM encoded certificates are supported.",
      );
    const answer = await answerTo(config, client, signal);
    const { text, isText } = textOf(answer);
    if (!isText)
      warn(
        utilityError("response-body-is-not-recognized-as-utf-8"),
        "<Tutti> may not properly handle the response_body if the contents are binary.",
      );
    return {
      id: config.text("url"),
      status_code: answer.status,
      response_headers: Object.fromEntries(
        [...answer.headers].map(([name, value]) => [canonicalName(name), value] as const),
      ),
      response_body: text,
      response_body_base64: Buffer.from(answer.body).toString("base64"),
      body: text,
    };
  },
};

function methodMistakes(config: Fields): readonly ProviderDiagnostic[] {
  const method = config.string("method");
  if (method === undefined || METHODS.includes(method)) return [];
  const known = METHODS.map((one) => `"${one}"`).join(" ");
  return [invalidValue("method", `Attribute method value must be one of: [${known}], got: "${method}"`)];
}

function retryMistakes(retry: Fields | undefined): readonly ProviderDiagnostic[] {
  if (retry === undefined) return [];
  const least = retry.number("min_delay_ms") ?? 0;
  return [
    ...atLeast(retry, "attempts", 0),
    ...atLeast(retry, "min_delay_ms", 0),
    ...atLeast(retry, "max_delay_ms", Math.max(0, least)),
  ].map((mistake) => ({
    ...mistake,
    path: [{ kind: "attribute", name: "retry" }, ...(mistake.path ?? [])] as const,
  }));
}

function textOf({ body }: HttpResponse): { readonly text: string; readonly isText: boolean } {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body), isText: true };
  } catch {
    return { text: new TextDecoder("utf-8", { ignoreBOM: true }).decode(body), isText: false };
  }
}

/** `content-type` as Go writes it: `Content-Type`. */
function canonicalName(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase());
}
