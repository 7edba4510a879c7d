import { X509Certificate } from "node:crypto";
import type { Runtime } from "@tutti/runtime";
import { Selectors } from "../filter/selectors.ts";
import { ConfigReader } from "./config-reader.ts";
import { type Fetched, fetchJson } from "./fetch-json.ts";
import { NO_JWT } from "./signed-token.ts";
import { LoginFailure, type Validator } from "./validator.ts";

interface KubernetesConfig {
  /** With its scheme. */
  readonly host: string;
  readonly authority: string;
  /** The token by which the API is asked. */
  readonly token: string;
}

export function readKubernetesConfig(
  given: Readonly<Record<string, unknown>>,
): KubernetesConfig | LoginFailure {
  const reader = new ConfigReader(given);
  const host = reader.text("Host");
  const authority = reader.text("CACert");
  const token = reader.text("ServiceAccountJWT");
  const mistake =
    reader.mistake ??
    (host === "" ? "Config.Host is required" : undefined) ??
    (authority === "" ? "Config.CACert is required" : certificateMistake(authority)) ??
    (token === "" ? "Config.ServiceAccountJWT is required" : undefined) ??
    (isJwt(token) ? undefined : `Config.ServiceAccountJWT is not a valid JWT: ${NO_JWT}`);
  if (mistake !== undefined) return new LoginFailure(mistake);
  return { host: host.includes("://") ? host.replace(/\/+$/, "") : `https://${host}`, authority, token };
}

function certificateMistake(pem: string): string | undefined {
  try {
    new X509Certificate(pem);
    return undefined;
  } catch {
    return "error parsing kubernetes ca cert: data does not contain any valid RSA or ECDSA certificates";
  }
}

function isJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]*$/.test(token);
}

const FIELDS = ["namespace", "name", "uid"] as const;
/** By this annotation an account says which service it is for. */
const SERVICE_NAME = "consul.hashicorp.com/service-name";

/** Asks the API of Kubernetes which service account bears a token. */
export function createKubernetesValidator(
  runtime: Pick<Runtime, "network" | "environment">,
  { host, authority, token }: KubernetesConfig,
): Validator {
  const ask = (path: string, body?: unknown): Promise<Fetched | LoginFailure> =>
    fetchJson(
      runtime,
      {
        url: host + path,
        headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      },
      authority,
    );

  return {
    form: {
      selectors: new Selectors(FIELDS.map((name) => [`serviceaccount.${name}`, "string"] as const)),
      variables: FIELDS.map((name) => `serviceaccount.${name}`),
    },
    check: async () => undefined,
    async identify(bearer) {
      if (!isJwt(bearer)) return new LoginFailure(`failed to parse and validate JWT: ${NO_JWT}`);
      const review = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token: bearer } };
      const reviewed = await ask("/apis/authentication.k8s.io/v1/tokenreviews", review);
      const account = accountOf(reviewed);
      if (account instanceof LoginFailure) return account;
      const { namespace, name, uid } = account;
      const found = await ask(
        `/api/v1/namespaces/${encodeURIComponent(namespace)}/serviceaccounts/${encodeURIComponent(name)}`,
      );
      const service = serviceNameOf(found);
      if (service instanceof LoginFailure) return service;
      const serviceaccount = { namespace, name: service ?? name, uid };
      const variables = Object.entries(serviceaccount).map(
        ([field, value]) => [`serviceaccount.${field}`, value] as const,
      );
      return { fields: { serviceaccount }, variables: new Map(variables) };
    },
  };
}

interface Account {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
}

function accountOf(reviewed: Fetched | LoginFailure): Account | LoginFailure {
  if (reviewed instanceof LoginFailure) return reviewed;
  if (reviewed.status >= 300) return new LoginFailure(messageOf(reviewed));
  const status = memberOf(reviewed.json, "status");
  const error = memberOf(status, "error");
  if (typeof error === "string" && error !== "") return new LoginFailure(`lookup failed: ${error}`);
  if (memberOf(status, "authenticated") !== true)
    return new LoginFailure("lookup failed: service account jwt not valid");
  const user = memberOf(status, "user");
  const parts = String(memberOf(user, "username") ?? "").split(":");
  const [system, kind, namespace = "", name = ""] = parts;
  if (parts.length !== 4) return new LoginFailure("lookup failed: unexpected username format");
  if (system !== "system" || kind !== "serviceaccount")
    return new LoginFailure("lookup failed: username returned is not a service account");
  return { namespace, name, uid: String(memberOf(user, "uid") ?? "") };
}

/** Undefined where the account names none. */
function serviceNameOf(found: Fetched | LoginFailure): string | undefined | LoginFailure {
  if (found instanceof LoginFailure) return new LoginFailure(`annotation lookup failed: ${found.why}`);
  if (found.status >= 300) return new LoginFailure(`annotation lookup failed: ${messageOf(found)}`);
  const name = memberOf(memberOf(memberOf(found.json, "metadata"), "annotations"), SERVICE_NAME);
  return typeof name === "string" ? name : undefined;
}

function messageOf({ status, json }: Fetched): string {
  const message = memberOf(json, "message");
  return typeof message === "string" ? message : `the server answered ${status}`;
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
