import { block, computed, type Fields, required } from "@tutti/plugin";
import { NUMBER, STRING } from "@tutti/values";
import { isRefusal } from "../api/api-refusal.ts";
import type { ApiResource } from "../api/api-resource.ts";
import { notEmpty } from "../api/argument-rules.ts";
import type { DoClient } from "./do-client.ts";

/** `digitalocean_volume_attachment`: a volume at a droplet. */
export const VOLUME_ATTACHMENT: ApiResource<DoClient> = {
  noun: "volume attachment",
  block: block({
    id: computed(STRING, {
      description: "The droplet, the volume, and what tells it from other attachments.",
    }),
    droplet_id: required(NUMBER, { forceNew: true, description: "The number of the droplet." }),
    volume_id: required(STRING, { forceNew: true, description: "The id of the volume." }),
  }),
  timeouts: { create: "5m", delete: "5m" },
  rules: [notEmpty("volume_id")],

  async create(planned, { client, operationId, signal }) {
    const [volume, droplet_id] = [planned.text("volume_id"), planned.number("droplet_id") ?? 0];
    const asked = { signal, doing: `attach the volume ${volume} to droplet ${droplet_id}` };
    const there = await client.made(`/volumes/${volume}`, "volume", asked);
    if (!isAttached(there, droplet_id))
      await client.act(`/volumes/${volume}/actions`, { type: "attach", droplet_id }, asked);
    return { id: `${droplet_id}-${volume}-${operationId}` };
  },

  async read(state, { client, signal }) {
    const volume = state.text("volume_id");
    const found = await client.find(`/volumes/${volume}`, "volume", {
      signal,
      doing: `read the volume ${volume}`,
    });
    return found !== undefined && isAttached(found, state.number("droplet_id") ?? 0) ? {} : undefined;
  },

  async delete(state, { client, signal }) {
    const [volume, droplet_id] = [state.text("volume_id"), state.number("droplet_id") ?? 0];
    const asked = { signal, doing: `detach the volume ${volume} from droplet ${droplet_id}` };
    const found = await client.find(`/volumes/${volume}`, "volume", asked);
    if (found === undefined || !isAttached(found, droplet_id)) return;
    try {
      await client.act(`/volumes/${volume}/actions`, { type: "detach", droplet_id }, asked);
    } catch (error) {
      if (!isRefusal(error, 404)) throw error;
    }
  },
};

function isAttached(volume: Fields, droplet: number): boolean {
  const ids = volume.plain("droplet_ids");
  return Array.isArray(ids) && ids.includes(droplet);
}
