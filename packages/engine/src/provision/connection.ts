/** How a `connection` block reaches a machine: what it says, and what holds where it is silent. */

import { bracketed } from "@tutti/runtime";
import { parseDuration, toFloat64, unmarkDeep, type Value } from "@tutti/values";

/** One machine that is logged in to. */
export interface Login {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string | undefined;
  readonly privateKey: string | undefined;
  /** A line of `known_hosts` without the name: the key that the machine must show. */
  readonly hostKey: string | undefined;
  /** Host and user as they may be shown. */
  readonly shownHost: string;
  readonly shownUser: string;
}

/** What a provisioner runs over. */
export interface Connection extends Login {
  readonly timeoutMs: number;
  readonly scriptPath: string;
  readonly platform: "unix" | "windows";
  /** The socket of the agent that is asked for keys. */
  readonly agentSocket: string | undefined;
  /** The key of the agent that is tried first: a public key, a file of one, or its comment. */
  readonly agentIdentity: string | undefined;
  readonly bastion: Login | undefined;
  readonly proxy: HttpProxy | undefined;
}

/** An HTTP proxy that connects by `CONNECT`. */
export interface HttpProxy {
  readonly host: string;
  readonly port: number;
  readonly userName: string;
  readonly password: string | undefined;
}

const TIMEOUT_MS = 5 * 60 * 1000;
const SSH_PORT = 22;
const SCRIPTS = {
  unix: "/tmp/terraform_%RAND%.sh",
  windows: "C:/windows/temp/terraform_%RAND%.cmd",
} as const;

/** A connection, or why there cannot be one. */
export type ReadConnection =
  | { readonly ok: true; readonly connection: Connection }
  | { readonly ok: false; readonly message: string };

/** `agentSocket` is `SSH_AUTH_SOCK` of the environment. */
export function readConnection(marked: Value, agentSocket: string | undefined): ReadConnection {
  const { value } = unmarkDeep(marked);
  const shown = (name: string, fallback: string): string =>
    marked.asEntries.get(name)?.containsMarks === true ? "(sensitive value)" : (text(name) ?? fallback);
  const text = (name: string): string | undefined => {
    const found = value.asEntries.get(name);
    return found?.isKnown === true && found.asString !== "" ? found.asString : undefined;
  };
  const port = (name: string): number | undefined => {
    const found = value.asEntries.get(name);
    return found?.isKnown === true ? toFloat64(found.asNumber) : undefined;
  };
  const refuse = (message: string): ReadConnection => ({ ok: false, message });
  const type = text("type") ?? "ssh";
  if (type === "winrm") return refuse(NO_WINRM);
  if (type !== "ssh") return refuse(`connection type '${type}' not supported`);
  const host = text("host");
  if (host === undefined) return refuse("host for provisioner cannot be empty");
  const platform = text("target_platform") ?? "unix";
  if (platform !== "unix" && platform !== "windows")
    return refuse("target_platform for provisioner has to be either unix or windows");
  if (text("proxy_scheme") === "https" && text("proxy_host") !== undefined) return refuse(NO_HTTPS_PROXY);
  if (text("certificate") !== undefined || text("bastion_certificate") !== undefined)
    return refuse(NO_CERTIFICATE);
  const agent = value.asEntries.get("agent");
  const asksAgent = agent?.isKnown === true ? agent.asBool : undefined;
  if (asksAgent === true && agentSocket === undefined)
    return refuse("SSH agent requested but SSH_AUTH_SOCK not-specified");
  const login: Login = {
    host,
    port: port("port") ?? SSH_PORT,
    user: text("user") ?? "root",
    password: text("password"),
    privateKey: text("private_key"),
    hostKey: text("host_key"),
    shownHost: bracketed(shown("host", "")),
    shownUser: shown("user", "root"),
  };
  const bastionHost = text("bastion_host");
  const proxyHost = text("proxy_host");
  return {
    ok: true,
    connection: {
      ...login,
      timeoutMs: timeoutOf(text("timeout")),
      scriptPath: text("script_path") ?? SCRIPTS[platform],
      platform,
      agentSocket: asksAgent === false ? undefined : agentSocket,
      agentIdentity: text("agent_identity"),
      bastion:
        bastionHost === undefined
          ? undefined
          : {
              host: bastionHost,
              port: port("bastion_port") ?? login.port,
              user: text("bastion_user") ?? login.user,
              password: text("bastion_password") ?? login.password,
              privateKey: text("bastion_private_key") ?? login.privateKey,
              hostKey: text("bastion_host_key"),
              shownHost: bracketed(shown("bastion_host", "")),
              shownUser: shown("bastion_user", login.shownUser),
            },
      proxy:
        proxyHost === undefined
          ? undefined
          : {
              host: proxyHost,
              port: port("proxy_port") ?? SSH_PORT,
              userName: text("proxy_user_name") ?? "",
              password: text("proxy_user_password"),
            },
    },
  };
}

const NO_WINRM =
  'connection type \'winrm\' is not supported by <Tutti>, which reaches machines over SSH only. Install an SSH server on the machine and use type = "ssh" with target_platform = "windows", or configure it by a script that it runs at its first start.';
const NO_CERTIFICATE =
  "SSH certificates (certificate, bastion_certificate) are not supported by <Tutti>. Let the machine accept the private key itself, or offer the certificate by an SSH agent and a local-exec provisioner with ssh.";
const NO_HTTPS_PROXY =
  'an SSH proxy with proxy_scheme = "https" is not supported by <Tutti>. Use one that is reached by http.';

/** What cannot be read counts as not given, as in Terraform. */
function timeoutOf(text: string | undefined): number {
  const found = text === undefined ? undefined : parseDuration(text);
  return found?.ok === true ? found.ns / 1e6 : TIMEOUT_MS;
}
