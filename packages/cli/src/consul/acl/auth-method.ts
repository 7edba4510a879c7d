import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { argumentData } from "../api/argument-data.ts";
import { type JsonRecord, recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { formatAuthMethod, formatListedAuthMethods } from "./login-format.ts";
import { removeOne } from "./remove-one.ts";
import { SHOW_FLAGS, showOne } from "./show.ts";

const SETTING_FLAGS = {
  ...SHOW_FLAGS,
  name: textFlag(),
  "display-name": textFlag(),
  description: textFlag(),
  "max-token-ttl": durationFlag(),
  "token-locality": textFlag(),
  config: textFlag(),
  "kubernetes-host": textFlag(),
  "kubernetes-ca-cert": textFlag(),
  "kubernetes-service-account-jwt": textFlag(),
} as const;

type SettingCall = ApiCall<typeof SETTING_FLAGS>;
type Mistake = ReturnType<typeof commandError>;

export const create = apiCommand({
  summary: "Create an ACL auth method",
  usage: "acl auth-method create -name NAME -type TYPE [options]",
  isNamespaced: true,
  flags: { ...SETTING_FLAGS, type: textFlag() },
  unreachable: "Failed to create new auth method",
  async run(call) {
    const { type, name } = call.flags;
    if (type === "") return call.misuse(commandError("flag-required", "type"));
    if (name === "") return call.misuse(commandError("flag-required", "name"));
    const config = await configOf(call, type, undefined);
    if (!config.ok) return call.fail(config.why);
    const body = { Name: name, Type: type, ...settingsOf(call, {}), Config: config.value };
    const answer = await call.client.call("acl.auth-method-create", { body });
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-create-new-auth-method", refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatAuthMethod);
  },
});

export const update = apiCommand({
  summary: "Update an ACL auth method",
  usage: "acl auth-method update -name NAME [options]",
  isNamespaced: true,
  flags: { ...SETTING_FLAGS, "no-merge": boolFlag() },
  unreachable: "Error when retrieving current auth method",
  async run(call) {
    const { name, "no-merge": isWhole } = call.flags;
    if (name === "") return call.fail(commandError("auth-method-to-update-not-named"));
    const before = await call.client.call("acl.auth-method-read", { rest: name });
    if (before.status === 404)
      return call.fail(commandError("no-auth-method-with-name", JSON.stringify(name)));
    if (before.status !== 200)
      return call.fail(commandError("error-when-retrieving-current-auth-method", refusalOf(before)));
    const current = recordOf(before.json());
    const type = textOf(current.Type);
    const config = await configOf(call, type, isWhole ? undefined : recordOf(current.Config));
    if (!config.ok) return call.fail(config.why);
    const body = {
      Name: name,
      Type: type,
      ...settingsOf(call, isWhole ? {} : current),
      Config: config.value,
    };
    const answer = await call.client.call("acl.auth-method-update", { rest: name, body });
    if (answer.status !== 200)
      return call.fail(commandError("error-updating-auth-method", JSON.stringify(name), refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatAuthMethod);
  },
});

/** What was given, over what there was. */
function settingsOf({ flags }: SettingCall, before: JsonRecord): JsonRecord {
  const ttl = flags["max-token-ttl"];
  return {
    DisplayName: flags["display-name"] || textOf(before.DisplayName),
    Description: flags.description || textOf(before.Description),
    TokenLocality: flags["token-locality"] || textOf(before.TokenLocality),
    MaxTokenTTL: ttl > 0 ? `${ttl}ms` : textOf(before.MaxTokenTTL) || "0s",
  };
}

type Config =
  | { readonly ok: true; readonly value: JsonRecord }
  | { readonly ok: false; readonly why: Mistake };

const refused = (why: Mistake): Config => ({ ok: false, why });

/** The configuration as a whole, or that of Kubernetes member by member; `before` is what is added to. */
async function configOf(call: SettingCall, type: string, before: JsonRecord | undefined): Promise<Config> {
  const { config, "kubernetes-host": host, "kubernetes-service-account-jwt": token } = call.flags;
  const certificate = call.flags["kubernetes-ca-cert"];
  const hasMembers = host !== "" || certificate !== "" || token !== "";
  if (config !== "" && hasMembers) return refused(commandError("config-flag-with-kubernetes-flags"));
  if (config !== "" && (type !== "kubernetes" || before !== undefined)) return readConfig(call, config);
  if (type !== "kubernetes") return { ok: true, value: before ?? {} };
  if (before === undefined) {
    for (const name of ["kubernetes-host", "kubernetes-ca-cert", "kubernetes-service-account-jwt"] as const)
      if (call.flags[name] === "") return refused(commandError("flag-required", name));
  }
  const pem = certificate === "" ? "" : await read(call, certificate);
  if (pem === "" && certificate !== "") return refused(commandError("kubernetes-ca-cert-empty"));
  const given = Object.entries({ Host: host, CACert: pem, ServiceAccountJWT: token });
  return { ok: true, value: { ...before, ...Object.fromEntries(given.filter(([, value]) => value !== "")) } };
}

async function readConfig(call: SettingCall, config: string): Promise<Config> {
  try {
    const value: unknown = JSON.parse(await read(call, config));
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return { ok: true, value: recordOf(value) };
    return refused(commandError("auth-method-config-unreadable", "it is no object"));
  } catch (error) {
    const isSyntax = error instanceof SyntaxError;
    if (!isSyntax) throw error;
    return refused(commandError("auth-method-config-unreadable", error.message));
  }
}

async function read(call: SettingCall, text: string): Promise<string> {
  return new TextDecoder().decode(await argumentData(text, call.context));
}

export const show = apiCommand({
  summary: "Read an ACL auth method",
  usage: "acl auth-method read -name NAME [options]",
  isNamespaced: true,
  flags: { ...SHOW_FLAGS, name: textFlag() },
  unreachable: "Error reading auth method",
  async run(call) {
    const { name } = call.flags;
    if (name === "") return call.fail(commandError("name-flag-missing"));
    const answer = await call.client.call("acl.auth-method-read", { rest: name });
    if (answer.status === 404)
      return call.fail(commandError("no-auth-method-with-name", JSON.stringify(name)));
    if (answer.status !== 200)
      return call.fail(commandError("error-reading-auth-method", JSON.stringify(name), refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatAuthMethod);
  },
});

export const list = apiCommand({
  summary: "Lists ACL auth methods",
  usage: "acl auth-method list [options]",
  isNamespaced: true,
  flags: SHOW_FLAGS,
  unreachable: "Failed to retrieve the auth method list",
  async run(call) {
    const answer = await call.client.call("acl.auth-method-list");
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-retrieve-the-auth-method-list", refusalOf(answer)));
    return showOne(call, recordsOf(answer.json()), formatListedAuthMethods);
  },
});

export const remove = apiCommand({
  summary: "Delete an ACL auth method",
  usage: "acl auth-method delete -name NAME [options]",
  isNamespaced: true,
  flags: { name: textFlag() },
  unreachable: "Error deleting auth method",
  async run(call) {
    const { name } = call.flags;
    if (name === "") return call.fail(commandError("name-flag-missing"));
    return removeOne(call, "method", name);
  },
});
