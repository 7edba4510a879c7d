import { type AttributeDefinition, computed, type Fields, optional } from "@tutti/plugin";
import { STRING, setType } from "@tutti/values";
import { matching, type Rule } from "../api/argument-rules.ts";
import type { Asked, DoClient } from "./do-client.ts";

/** The argument `tags`. */
export function tagsAttribute(): AttributeDefinition {
  return optional(setType(STRING), { description: "Its tags. Capital letters do not count." });
}

/** What a data source tells of them. */
export function toldTags(): AttributeDefinition {
  return computed(setType(STRING), { description: "Its tags." });
}

/** What a tag may be. */
export function tagRule(name: string): Rule {
  return matching(
    name,
    /^[a-zA-Z0-9:_-]{1,255}$/,
    "A tag has up to 255 letters, digits, colons, dashes and underscores",
  );
}

/** Takes tags that are no longer wanted from an object, and gives it those that are new. */
export async function changeTags(
  client: DoClient,
  object: { readonly resource_id: string; readonly resource_type: "droplet" | "volume" },
  { planned, prior }: { readonly planned: Fields; readonly prior: Fields },
  asked: Asked,
): Promise<void> {
  const wanted = planned.strings("tags");
  const there = prior.strings("tags");
  const body = { resources: [object] };
  for (const tag of there.filter((one) => !wanted.includes(one)))
    await client.call("DELETE", `/tags/${encodeURIComponent(tag)}/resources`, { ...asked, body });
  for (const tag of wanted.filter((one) => !there.includes(one))) {
    await client.call("POST", "/tags", { ...asked, body: { name: tag } });
    await client.call("POST", `/tags/${encodeURIComponent(tag)}/resources`, { ...asked, body });
  }
}
