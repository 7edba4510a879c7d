import { Buffer } from "node:buffer";
import { Fields, type HandlerContext, isRecord, type PlainRecord, ProviderFailure } from "@tutti/plugin";
import type { DockerClient, RegistryLogin } from "../docker-client.ts";
import { type EngineClient, EngineError } from "../engine-client.ts";
import { engineFailure } from "../engine-failure.ts";
import { dockerError } from "../errors.ts";
import { isImageId, parseReference } from "./reference.ts";

type Context = Pick<HandlerContext<DockerClient>, "client" | "signal" | "progress">;

/** The image that is on the engine already, under a name or an id. */
export function findImage(
  engine: EngineClient,
  name: string,
  signal: AbortSignal,
): Promise<PlainRecord | undefined> {
  return engine.find(`/images/${encodeURI(name)}/json`, { signal });
}

/** The image, pulled from its registry where the engine does not have it. */
export async function ensureImage(
  engine: EngineClient,
  name: string,
  context: Context,
  platform?: string,
): Promise<PlainRecord> {
  const found = await findImage(engine, name, context.signal);
  if (found !== undefined) return found;
  if (isImageId(name)) throw missing(engine, name, "An id cannot be pulled from a registry.");
  context.progress(`pulling ${name}`);
  await pullImage(engine, name, context, platform);
  const pulled = await findImage(engine, name, context.signal);
  if (pulled === undefined) throw missing(engine, name, "It was pulled, and is gone again.");
  return pulled;
}

async function pullImage(
  engine: EngineClient,
  name: string,
  context: Context,
  platform: string | undefined,
): Promise<void> {
  const reference = parseReference(name);
  const query = {
    fromImage: reference.repository,
    tag: reference.digest ?? reference.tag ?? "latest",
    platform,
  };
  const login = context.client.logins.find(({ address }) => registryOf(address) === reference.registry);
  const headers = login === undefined ? {} : { "X-Registry-Auth": authHeader(login) };
  const onLine = ({ status, id, progressDetail }: PlainRecord): void => {
    // Lines about bytes of a layer come many times a second.
    if (typeof status !== "string" || (isRecord(progressDetail) && progressDetail.total !== undefined))
      return;
    context.progress(`pulling: ${typeof id === "string" ? `${id}: ` : ""}${status}`);
  };
  try {
    await engine.work("/images/create", { query, headers, signal: context.signal, onLine });
  } catch (error) {
    if (!(error instanceof EngineError)) throw engineFailure(error, `pull the image "${name}"`);
    throw missing(engine, name, `Pulling it from ${reference.registry} failed: ${error.message}.`);
  }
}

function registryOf(address: string): string {
  const host = address.replace(/^https?:\/\//, "").split("/")[0] ?? "";
  return /^(index|registry(-1)?)?\.?docker\.io$/.test(host) ? "docker.io" : host;
}

function authHeader(login: RegistryLogin): string {
  const { address, username, password } = login;
  return Buffer.from(JSON.stringify({ username, password, serveraddress: address })).toString("base64url");
}

function missing(engine: EngineClient, name: string, why: string): ProviderFailure {
  return new ProviderFailure(
    dockerError("image-not-found"),
    `The engine at ${engine.host.text} has no image "${name}". ${why} Check the name and tag, build it with a build block of docker_image, or load it (docker load).`,
  );
}

/** Computed attributes of an image. */
export function describeImage(inspected: PlainRecord, name: string): PlainRecord {
  const fields = new Fields(inspected);
  const id = fields.text("Id");
  const { repository } = parseReference(name);
  const digests = fields.strings("RepoDigests");
  const digest = digests.find((text) => text.startsWith(`${repository}@`)) ?? digests[0] ?? "";
  return { id: `${id}${name}`, image_id: id, latest: id, repo_digest: digest };
}
