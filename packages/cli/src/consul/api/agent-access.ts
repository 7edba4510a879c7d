import type { ClientOptions } from "@tutti/agent-api";
import { type Runtime, RuntimeError, type TlsOptions } from "@tutti/runtime";
import { goFileError } from "./go-file-error.ts";

/** The flags that say who asks, and how the agent is told from others; each stands before its variable. */
export interface AccessFlags {
  readonly token: string;
  readonly "token-file": string;
  readonly "ca-file": string;
  readonly "ca-path": string;
  readonly "client-cert": string;
  readonly "client-key": string;
  readonly "tls-server-name": string;
}

/** What a client needs to know before it can ask. */
export type AgentAccess = Pick<ClientOptions, "token" | "basicAuth" | "tls">;

/** Nobody was asked yet when one of these fails: the token's file, or what TLS is spoken with. */
export const TOKEN_FILE_CODE = "ETOKENFILE";
export const TLS_FILES_CODE = "ETLSFILES";

/** Of the flags and the environment, as Consul's client reads them; rejects with one of the codes above where a file is not what it should be. */
export async function readAgentAccess(flags: AccessFlags, runtime: Runtime): Promise<AgentAccess> {
  const token = await tokenOf(flags, runtime);
  const basicAuth = variable(runtime, "CONSUL_HTTP_AUTH");
  return {
    ...(token === undefined ? {} : { token }),
    ...(basicAuth === "" ? {} : { basicAuth }),
    tls: await tlsOf(flags, runtime),
  };
}

async function tokenOf(flags: AccessFlags, runtime: Runtime): Promise<string | undefined> {
  if (flags.token !== "") return flags.token;
  const own = variable(runtime, "CONSUL_HTTP_TOKEN");
  const file = flags["token-file"] || variable(runtime, "CONSUL_HTTP_TOKEN_FILE");
  if (file === "") return own === "" ? undefined : own;
  try {
    return (await runtime.disk.readText(file)).trim();
  } catch (error) {
    throw new RuntimeError(TOKEN_FILE_CODE, file, `Error loading token file: ${goFileError(error, file)}`);
  }
}

async function tlsOf(flags: AccessFlags, runtime: Runtime): Promise<TlsOptions> {
  const serverName = flags["tls-server-name"] || variable(runtime, "CONSUL_TLS_SERVER_NAME");
  const verify = variable(runtime, "CONSUL_HTTP_SSL_VERIFY");
  const authority = await authorityOf(flags, runtime);
  const identity = await identityOf(flags, runtime);
  return {
    ...(authority === undefined ? {} : { tlsAuthority: authority }),
    ...(identity === undefined ? {} : { tlsIdentity: identity }),
    ...(serverName === "" ? {} : { tlsServerName: serverName }),
    ...(/^(0|f|false)$/i.test(verify) ? { tlsUnverified: true } : {}),
  };
}

/** One file before a folder of them. */
async function authorityOf(flags: AccessFlags, runtime: Runtime): Promise<string | undefined> {
  const file = flags["ca-file"] || variable(runtime, "CONSUL_CACERT");
  if (file !== "") return readCertificates(runtime, file, "Error loading CA File");
  const folder = flags["ca-path"] || variable(runtime, "CONSUL_CAPATH");
  if (folder === "") return undefined;
  const names = await runtime.disk.list(folder).catch((error: unknown) => {
    throw failure(folder, `Error loading CA Path: ${goFileError(error, folder)}`);
  });
  const files = names.filter(({ kind }) => kind === "file").map(({ name }) => `${folder}/${name}`);
  const all = files.sort().map((path) => readCertificates(runtime, path, "Error loading CA Path"));
  return (await Promise.all(all)).join("\n");
}

async function readCertificates(runtime: Runtime, path: string, what: string): Promise<string> {
  const text = await readFile(runtime, path, what);
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw failure(path, `${what}: Couldn't parse PEM in: ${path}`);
}

async function identityOf(flags: AccessFlags, runtime: Runtime): Promise<TlsOptions["tlsIdentity"]> {
  const certificate = flags["client-cert"] || variable(runtime, "CONSUL_CLIENT_CERT");
  const key = flags["client-key"] || variable(runtime, "CONSUL_CLIENT_KEY");
  if (certificate === "" && key === "") return undefined;
  if (certificate === "" || key === "")
    throw failure(certificate || key, "both client cert and client key must be provided");
  return {
    certificate: await readFile(runtime, certificate, "Error loading client certificate"),
    key: await readFile(runtime, key, "Error loading client key"),
  };
}

async function readFile({ disk }: Runtime, path: string, what: string): Promise<string> {
  try {
    return await disk.readText(path);
  } catch (error) {
    throw failure(path, `${what}: ${goFileError(error, path)}`);
  }
}

function failure(subject: string, message: string): RuntimeError {
  return new RuntimeError(TLS_FILES_CODE, subject, message);
}

function variable({ environment }: Runtime, name: string): string {
  return environment.variables.get(name) ?? "";
}
