import {
  block,
  computed,
  Fields,
  optional,
  optionalComputed,
  type PlainRecord,
  required,
} from "@tutti/plugin";
import { BOOL, NUMBER, STRING, setType } from "@tutti/values";
import { isRefusal } from "../api/api-refusal.ts";
import { ANY_CASE, type ApiResource, nothingToImport } from "../api/api-resource.ts";
import { lengthBetween, oneOf } from "../api/argument-rules.ts";
import { waitUntil } from "../api/wait-until.ts";
import { withPartial } from "../api/with-partial.ts";
import type { Asked, DoClient } from "./do-client.ts";

/** `digitalocean_project`: a group of resources. What a project gives up goes to the default project. */
export const PROJECT: ApiResource<DoClient> = {
  noun: "project",
  block: block({
    id: computed(STRING, { description: "Its id." }),
    name: required(STRING, { description: "What it is called, in 175 characters at most." }),
    description: optional(STRING, {
      default: "",
      description: "A text about it, of 255 characters at most.",
    }),
    purpose: optional(STRING, { default: "Web Application", description: "What it is for." }),
    environment: optional(STRING, { description: "`Development`, `Staging` or `Production`." }),
    is_default: optional(BOOL, {
      default: false,
      description: "What says no project is in this one. It cannot be deleted then.",
    }),
    resources: optionalComputed(setType(STRING), {
      description: "The `urn` of each resource that is in it.",
    }),
    owner_uuid: computed(STRING, { description: "Whose it is." }),
    owner_id: computed(NUMBER, { description: "Whose it is, as a number." }),
    created_at: computed(STRING, { description: "When it was created." }),
    updated_at: computed(STRING, { description: "When it was changed last." }),
  }),
  timeouts: { delete: "3m" },
  rules: [
    lengthBetween("name", 1, 175),
    lengthBetween("description", 0, 255),
    lengthBetween("purpose", 0, 255),
    oneOf("environment", ["Development", "Staging", "Production"], true),
  ],
  alike: { environment: ANY_CASE },

  async create(planned, { client, signal }) {
    const asked = { signal, doing: `create the project "${planned.text("name")}"` };
    const { is_default, ...body } = bodyOf(planned);
    const answer = new Fields(await client.call("POST", "/projects", { ...asked, body }));
    const id = answer.block("project")?.text("id") ?? "";
    try {
      await assign(client, id, planned.strings("resources"), asked);
      if (is_default === true)
        await client.call("PATCH", `/projects/${id}`, { ...asked, body: { is_default } });
      return await observed(client, await client.made(`/projects/${id}`, "project", asked), asked);
    } catch (error) {
      throw withPartial(error, { id });
    }
  },

  async read(state, { client, signal }) {
    const id = state.text("id");
    const asked = { signal, doing: `read the project ${id}` };
    const found = await client.find(`/projects/${id}`, "project", asked);
    return found && observed(client, found, asked);
  },

  async update(planned, prior, { client, signal }) {
    const id = prior.text("id");
    const asked = { signal, doing: `change the project "${prior.text("name")}"` };
    await client.call("PATCH", `/projects/${id}`, { ...asked, body: bodyOf(planned) });
    const [wanted, there] = [planned.strings("resources"), prior.strings("resources")];
    const goes = there.filter((urn) => !wanted.includes(urn));
    if (goes.length > 0) await assign(client, "default", goes, asked);
    await assign(
      client,
      id,
      wanted.filter((urn) => !there.includes(urn)),
      asked,
    );
    return observed(client, await client.made(`/projects/${id}`, "project", asked), asked);
  },

  async delete(state, { client, signal }) {
    const id = state.text("id");
    const asked = { signal, doing: `delete the project "${state.text("name")}"` };
    if ((await client.find(`/projects/${id}`, "project", asked)) === undefined) return;
    await assign(client, "default", await resourcesOf(client, id, asked), asked);
    // They move in their own time.
    await waitUntil(client.api.runtime.clock, signal, async () => {
      try {
        await client.remove(`/projects/${id}`, asked);
        return true;
      } catch (error) {
        if (isRefusal(error, 412, "with resources")) return undefined;
        throw error;
      }
    });
  },

  async import(id, { client, signal }) {
    const asked = { signal, doing: `import the project ${id}` };
    const found = await client.find(`/projects/${encodeURIComponent(id)}`, "project", asked);
    if (found === undefined) throw nothingToImport("project", id);
    return observed(client, found, asked);
  },
};

function bodyOf(planned: Fields): PlainRecord {
  return {
    name: planned.text("name"),
    description: planned.string("description") ?? "",
    purpose: planned.string("purpose"),
    environment: planned.string("environment"),
    is_default: planned.bool("is_default") ?? false,
  };
}

async function assign(
  client: DoClient,
  project: string,
  urns: readonly string[],
  asked: Asked,
): Promise<void> {
  if (urns.length === 0) return;
  await client.call("POST", `/projects/${project}/resources`, { ...asked, body: { resources: urns } });
}

async function resourcesOf(client: DoClient, project: string, asked: Asked): Promise<readonly string[]> {
  const all = await client.list(`/projects/${project}/resources`, "resources", asked);
  return all.map((resource) => resource.text("urn"));
}

/** A project and what is in it, as attributes. */
export async function observed(client: DoClient, project: Fields, asked: Asked): Promise<PlainRecord> {
  const id = project.text("id");
  return {
    id,
    name: project.text("name"),
    description: project.text("description"),
    // What is none of the known purposes is told with this in front of it.
    purpose: project.text("purpose").replace(/^Other: /, ""),
    environment: project.string("environment") ?? null,
    is_default: project.bool("is_default") ?? false,
    owner_uuid: project.string("owner_uuid") ?? null,
    owner_id: project.number("owner_id") ?? null,
    created_at: project.string("created_at") ?? null,
    updated_at: project.string("updated_at") ?? null,
    resources: await resourcesOf(client, id, asked),
  };
}
