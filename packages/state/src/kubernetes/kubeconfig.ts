import { Buffer } from "node:buffer";
import { dirname, resolve } from "node:path";
import { isJsonObject, type Json, type JsonObject, parseJsonObject } from "@tutti/values";
import { parse } from "yaml";
import { StorageError } from "../storage/remote-problem.ts";
import type { Cluster, ClusterAccess, ClusterUser, ExecLogin } from "./cluster-access.ts";

/** What counts instead of what the files choose. */
export interface ContextChoice {
  readonly context: string | undefined;
  readonly cluster: string | undefined;
  readonly user: string | undefined;
}

/** An entry of a file, and the folder that paths in it are told from. */
interface Entry {
  readonly value: JsonObject;
  readonly folder: string;
}

type Kind = "cluster" | "user" | "context";

/** Several files read as one: of each name the first counts, as for kubectl. */
interface Kubeconfig {
  readonly entries: ReadonlyMap<string, Entry>;
  readonly current: string | undefined;
}

/** The cluster and user that kubeconfig files name; undefined where none of the files is there. */
export async function readKubeconfig(
  access: ClusterAccess,
  paths: readonly string[],
  choice: ContextChoice,
): Promise<Cluster | undefined> {
  const config = await readFiles(access, paths);
  if (config === undefined) return undefined;
  const name = choice.context ?? config.current;
  const context = name === undefined ? undefined : find(access, config, "context", name).value;
  const clusterName = choice.cluster ?? text(context, "cluster");
  const userName = choice.user ?? text(context, "user");
  if (clusterName === undefined)
    throw new StorageError(access.place, "the kubeconfig has no current context; set config_context");
  const { value, folder } = find(access, config, "cluster", clusterName);
  return {
    server: text(value, "server") ?? "",
    authority: await pem(access, value, "certificate-authority", folder),
    serverName: text(value, "tls-server-name"),
    insecure: value["insecure-skip-tls-verify"] === true,
    proxy: text(value, "proxy-url"),
    user: userName === undefined ? {} : await userOf(access, find(access, config, "user", userName)),
  };
}

async function readFiles(
  { runtime, place }: ClusterAccess,
  paths: readonly string[],
): Promise<Kubeconfig | undefined> {
  const entries = new Map<string, Entry>();
  let current: string | undefined;
  let found = false;
  for (const path of paths) {
    if ((await runtime.disk.stat(path)) === undefined) continue;
    found = true;
    const config = parseYaml(await runtime.disk.readText(path));
    if (config === undefined) throw new StorageError(place, `${path} is no kubeconfig: it is no YAML object`);
    current ??= text(config, "current-context");
    for (const kind of ["cluster", "user", "context"] as const)
      for (const item of list(config[`${kind}s`])) {
        const [value, key] = [item[kind], entryKey(kind, text(item, "name") ?? "")];
        if (isJsonObject(value) && !entries.has(key)) entries.set(key, { value, folder: dirname(path) });
      }
  }
  return found ? { entries, current } : undefined;
}

function entryKey(kind: Kind, name: string): string {
  return `${kind} ${name}`;
}

function find({ place }: ClusterAccess, { entries }: Kubeconfig, kind: Kind, name: string): Entry {
  const entry = entries.get(entryKey(kind, name));
  if (entry === undefined) throw new StorageError(place, `the kubeconfig has no ${kind} "${name}"`);
  return entry;
}

async function userOf(access: ClusterAccess, { value, folder }: Entry): Promise<ClusterUser> {
  if (value["auth-provider"] !== undefined)
    throw new StorageError(
      access.place,
      "the kubeconfig logs in by an auth-provider, which Kubernetes has given up; let the login be an exec",
    );
  const tokenFile = text(value, "tokenFile");
  return {
    token: text(value, "token"),
    tokenFile: tokenFile === undefined ? undefined : resolve(folder, tokenFile),
    username: text(value, "username"),
    password: text(value, "password"),
    certificate: await pem(access, value, "client-certificate", folder),
    key: await pem(access, value, "client-key", folder),
    exec: execOf(value["exec"], folder),
  };
}

/** A program that is named by a path is looked for beside the file. */
function execOf(value: Json | undefined, folder: string): ExecLogin | undefined {
  if (!isJsonObject(value)) return undefined;
  const command = text(value, "command") ?? "";
  const args = Array.isArray(value["args"]) ? value["args"].map(String) : [];
  return {
    apiVersion: text(value, "apiVersion") ?? "",
    command: command.includes("/") ? resolve(folder, command) : command,
    args,
    environment: new Map(
      list(value["env"]).map((pair) => [text(pair, "name") ?? "", text(pair, "value") ?? ""]),
    ),
  };
}

/** The text itself (`…-data`, base64) counts before the file that is named. */
async function pem(
  { runtime }: ClusterAccess,
  value: JsonObject,
  name: string,
  folder: string,
): Promise<string | undefined> {
  const data = text(value, `${name}-data`);
  if (data !== undefined) return Buffer.from(data, "base64").toString("utf8");
  const path = text(value, name);
  return path === undefined ? undefined : runtime.disk.readText(resolve(folder, path));
}

function parseYaml(source: string): JsonObject | undefined {
  try {
    return parseJsonObject(JSON.stringify(parse(source)));
  } catch {
    return undefined;
  }
}

function list(value: Json | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** Empty ones are as if they were not there. */
function text(value: JsonObject | undefined, name: string): string | undefined {
  const found = value?.[name];
  return typeof found === "string" && found !== "" ? found : undefined;
}
