import { type Fields, type HandlerContext, type PlainRecord, ProviderFailure } from "@tutti/plugin";
import type { DockerClient } from "../docker-client.ts";
import { type EngineClient, EngineError } from "../engine-client.ts";
import { engineFailure } from "../engine-failure.ts";
import { dockerError } from "../errors.ts";
import { labelsOf } from "../label-block.ts";
import { labelsWith } from "../operation-label.ts";
import { packFiles } from "../tar.ts";
import { hashOfContext, readBuildContext } from "./build-context.ts";

/** Builds an image of a context folder and tags it with the resource's name; gives the context's hash. */
export async function buildImage(
  engine: EngineClient,
  name: string,
  build: Fields,
  context: HandlerContext<DockerClient>,
): Promise<string> {
  const given = build.text("context");
  const made = await readBuildContext(engine.runtime, given, build.string("dockerfile"));
  context.progress(`building: sending ${made.files.length} files`);
  const tags = [name, ...build.strings("tag")];
  const query = {
    dockerfile: made.dockerfile,
    buildargs: JSON.stringify(Object.fromEntries([...build.map("build_args"), ...build.map("build_arg")])),
    labels: JSON.stringify(labelsWith(context.operationId, [...build.map("label"), ...labelsOf(build)])),
    target: build.string("target"),
    nocache: build.bool("no_cache"),
    rm: build.bool("remove") ?? true,
    forcerm: build.bool("force_remove") ?? false,
    pull: build.bool("pull_parent") ?? false,
    platform: build.string("platform"),
    networkmode: build.string("network_mode"),
    t: tags[0],
  };
  const archive = await packFiles(made.files);
  const onLine = ({ stream }: PlainRecord): void => {
    if (typeof stream === "string" && stream.startsWith("Step "))
      context.progress(`building: ${stream.trim()}`);
  };
  try {
    await engine.work("/build", { query, archive, signal: context.signal, onLine });
  } catch (error) {
    if (error instanceof EngineError) {
      throw new ProviderFailure(
        dockerError("image-build-failed"),
        `Building "${name}" from the context "${given}" failed: ${error.message}.`,
      );
    }
    throw engineFailure(error, `build the image "${name}"`);
  }
  for (const tag of tags.slice(1)) await tagImage(engine, name, tag, context.signal);
  return hashOfContext(made);
}

async function tagImage(engine: EngineClient, name: string, tag: string, signal: AbortSignal): Promise<void> {
  const colon = tag.indexOf(":", tag.lastIndexOf("/") + 1);
  const repo = colon < 0 ? tag : tag.slice(0, colon);
  const query = { repo, tag: colon < 0 ? "latest" : tag.slice(colon + 1) };
  await engine.call("POST", `/images/${encodeURI(name)}/tag`, { query, signal });
}
