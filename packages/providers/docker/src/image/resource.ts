import {
  block,
  blockSet,
  computed,
  type DataDefinition,
  Fields,
  optional,
  ProviderFailure,
  providerError,
  type ResourceDefinition,
  required,
} from "@tutti/plugin";
import { BOOL, listType, mapType, STRING, setType } from "@tutti/values";
import type { DockerClient } from "../docker-client.ts";
import { EngineError } from "../engine-client.ts";
import { ofImages } from "../engine-events.ts";
import { engineFailure } from "../engine-failure.ts";
import { dockerError } from "../errors.ts";
import { labelBlock } from "../label-block.ts";
import { OPERATION_LABEL } from "../operation-label.ts";
import { removeWhenFree } from "../remove-when-free.ts";
import { hashOfContext, readBuildContext } from "./build-context.ts";
import { buildImage } from "./build-image.ts";
import { describeImage, ensureImage, findImage } from "./ensure-image.ts";
import { IMAGE_LIST } from "./list.ts";

const FORCE = { forceNew: true } as const;
/** An engine takes the name off an image that others are built on; one without a name it refuses to remove. */
const IS_BASE = /has dependent child images/;

const BUILD = block(
  {
    context: required(STRING, { description: "The folder; relative to where the command was started." }),
    dockerfile: optional(STRING, {
      description:
        "Inside of the context; by default `Dockerfile`, or all files on scratch where there is none.",
    }),
    tag: optional(listType(STRING), { description: "Further names of the image." }),
    build_args: optional(mapType(STRING), { description: "Values of `ARG`s." }),
    build_arg: optional(mapType(STRING), { description: "The same, as it was called before." }),
    label: optional(mapType(STRING), { description: "Labels of the image, as a map." }),
    target: optional(STRING, { description: "The stage that is built." }),
    no_cache: optional(BOOL, { description: "Every step is done again." }),
    remove: optional(BOOL, { default: true, description: "Containers of steps go when a step is done." }),
    force_remove: optional(BOOL, { description: "They go when a step fails, too." }),
    pull_parent: optional(BOOL, { description: "A newer base image is looked for." }),
    platform: optional(STRING, { description: "For which it is built, like `linux/arm64`." }),
    network_mode: optional(STRING, { description: "In which network steps run." }),
  },
  { labels: labelBlock({ forceNew: false }) },
);

/** `docker_image`: built, pulled, or already there under its name. */
export const IMAGE: ResourceDefinition<DockerClient> = {
  identity: {
    attributes: { name: { requiredForImport: true } },
    importId: (identity) => identity.text("name"),
  },
  block: block(
    {
      id: computed(STRING, { description: "The id of the image, and its name." }),
      name: required(STRING, { ...FORCE, description: "The name, with tag or digest." }),
      host: optional(STRING, {
        ...FORCE,
        description: "The engine of this image alone; else the provider's.",
      }),
      keep_locally: optional(BOOL, {
        description: "Destroying the resource leaves the image on the engine.",
      }),
      force_remove: optional(BOOL, { description: "Removes it even while a stopped container uses it." }),
      platform: optional(STRING, { ...FORCE, description: "For which it is pulled." }),
      triggers: optional(mapType(STRING), { ...FORCE, description: "Any change builds or pulls anew." }),
      pull_triggers: optional(setType(STRING), {
        ...FORCE,
        deprecated: true,
        description: "Use `triggers`.",
      }),
      pull_trigger: optional(STRING, { ...FORCE, deprecated: true, description: "Use `triggers`." }),
      image_id: computed(STRING, { description: "`sha256:…`, changes with the content." }),
      latest: computed(STRING, { deprecated: true, description: "As image_id." }),
      repo_digest: computed(STRING, { description: "The name with the digest." }),
      context_hash: computed(STRING, {
        description: "Of the files in the build context; another one builds anew.",
      }),
    },
    { build: blockSet(BUILD, { ...FORCE, maxItems: 1 }) },
  ),

  async adjust(planned, prior, client) {
    const build = planned.block("build");
    const context = build?.string("context");
    if (build === undefined) return { set: { context_hash: null } };
    // What is not there yet may be made by the apply itself.
    if (client === undefined || context === undefined || !(await isFolder(client, context))) return {};
    const made = await readBuildContext(client.runtime, context, build.string("dockerfile"));
    const context_hash = hashOfContext(made);
    const before = prior?.string("context_hash");
    const changed = before !== undefined && before !== context_hash;
    return { set: { context_hash }, replace: changed ? ["context_hash"] : [] };
  },

  async create(planned, context) {
    const engine = context.client.engineOf(planned);
    const name = planned.text("name");
    const build = planned.block("build");
    if (build === undefined) {
      const found = await ensureImage(engine, name, context, planned.string("platform"));
      return describeImage(found, name);
    }
    const context_hash = await buildImage(engine, name, build, context);
    const built = await findImage(engine, name, context.signal);
    if (built === undefined)
      throw new ProviderFailure(dockerError("image-not-found"), `"${name}" was built, and is gone again.`);
    // The planned hash stays: files that changed since are seen by the next plan.
    return { context_hash: planned.string("context_hash") ?? context_hash, ...describeImage(built, name) };
  },

  async read(state, { client, signal }) {
    const name = state.text("name");
    const found = await findImage(client.engineOf(state), name, signal);
    return found === undefined ? undefined : describeImage(found, name);
  },

  async update() {
    return {};
  },

  watch: (state, { client, ...listening }) => client.engineOf(state).events.watch(ofImages, listening),

  async delete(state, { client, signal }) {
    if (state.bool("keep_locally") === true) return;
    const engine = client.engineOf(state);
    const name = state.text("name");
    const id = state.text("image_id");
    const named = await findImage(engine, name, signal);
    // The name may stand for a newer image by now: then only the old one goes.
    const target = named?.Id === id ? name : id;
    try {
      const force = state.bool("force_remove") === true;
      const path = `/images/${encodeURI(target)}?force=${force}`;
      await removeWhenFree(engine, path, { filter: "ancestor", of: id }, signal);
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return;
      // It has no name any more, and is layers of an image that stays: they go with that one.
      if (error instanceof EngineError && IS_BASE.test(error.message)) return;
      if (error instanceof EngineError && error.status === 409) throw inUse(name, error.message);
      throw engineFailure(error, `remove the image "${name}"`);
    }
  },

  async import(id, { client, signal }) {
    const engine = client.engineOf(new Fields({}));
    const name = id.replace(/^sha256:[0-9a-f]{64}(?=.)/, "");
    const found = await findImage(engine, name, signal);
    if (found === undefined) {
      throw new ProviderFailure(
        providerError("cannot-import-non-existent-remote-object"),
        `The engine at ${engine.host.text} has no image "${name}".`,
      );
    }
    return { name, ...describeImage(found, name) };
  },

  list: IMAGE_LIST,

  async recover(planned, { client, operationId, signal }) {
    const engine = client.engineOf(planned);
    const name = planned.text("name");
    // A pulled image carries no label of ours; pulling again does no harm.
    if (planned.block("build") === undefined) return undefined;
    const found = await findImage(engine, name, signal);
    if (found === undefined) return undefined;
    const made = new Fields(found).block("Config")?.map("Labels").get(OPERATION_LABEL) === operationId;
    return made ? describeImage(found, name) : undefined;
  },
};

async function isFolder({ runtime }: DockerClient, path: string): Promise<boolean> {
  return (await runtime.disk.stat(path))?.kind === "directory";
}

function inUse(name: string, message: string): ProviderFailure {
  return new ProviderFailure(
    dockerError("image-in-use"),
    `The image "${name}" is used by a container that is not in this configuration. Remove that container, or set keep_locally = true. The engine said: ${message}`,
  );
}

/** Data `docker_image`: an image that is on the engine. */
export const IMAGE_DATA: DataDefinition<DockerClient> = {
  block: block({
    id: computed(STRING, { description: "The id of the image." }),
    name: required(STRING, { description: "The name, with tag or digest." }),
    repo_digest: computed(STRING, { description: "The name with the digest." }),
    image_id: computed(STRING, { description: "The id of the image." }),
  }),
  async read(config, { client, signal }) {
    const engine = client.engineOf(config);
    const name = config.text("name");
    const found = await findImage(engine, name, signal);
    if (found === undefined) {
      throw new ProviderFailure(
        dockerError("image-not-found"),
        `The engine at ${engine.host.text} has no image "${name}".`,
      );
    }
    const { image_id, repo_digest } = describeImage(found, name);
    return { id: image_id, image_id, repo_digest };
  },
};
