import { block, computed, Fields, type PlainRecord, required } from "@tutti/plugin";
import { STRING } from "@tutti/values";
import { type ApiResource, nothingToImport } from "../api/api-resource.ts";
import { notEmpty } from "../api/argument-rules.ts";
import type { DoClient } from "./do-client.ts";

/** `digitalocean_ssh_key`: a public key that droplets can be given. */
export const SSH_KEY: ApiResource<DoClient> = {
  noun: "SSH key",
  block: block({
    id: computed(STRING, { description: "The number of the key." }),
    name: required(STRING, { description: "What it is called." }),
    public_key: required(STRING, { forceNew: true, description: "As OpenSSH writes it." }),
    fingerprint: computed(STRING, { description: "Its fingerprint, by MD5." }),
  }),
  timeouts: { create: "2m" },
  rules: [notEmpty("name", "public_key")],
  alike: { public_key: (one, other) => String(one).trim() === String(other).trim() },

  async create(planned, { client, signal }) {
    const asked = { signal, doing: `add the SSH key "${planned.text("name")}"` };
    const body = { name: planned.text("name"), public_key: planned.text("public_key") };
    const answer = new Fields(await client.call("POST", "/account/keys", { ...asked, body }));
    const id = answer.block("ssh_key")?.number("id") ?? 0;
    return observe(await client.made(`/account/keys/${id}`, "ssh_key", asked));
  },

  async read(state, { client, signal }) {
    const id = state.text("id");
    const found = await client.find(`/account/keys/${id}`, "ssh_key", {
      signal,
      doing: `read the SSH key ${id}`,
    });
    return found && observe(found);
  },

  async update(planned, prior, { client, signal }) {
    const id = prior.text("id");
    const question = { signal, doing: `rename the SSH key ${id}`, body: { name: planned.text("name") } };
    await client.call("PUT", `/account/keys/${id}`, question);
    return {};
  },

  delete: (state, { client, signal }) =>
    client.remove(`/account/keys/${state.text("id")}`, {
      signal,
      doing: `remove the SSH key ${state.text("id")}`,
    }),

  async import(id, { client, signal }) {
    const asked = { signal, doing: `import the SSH key ${id}` };
    const found = /^\d+$/.test(id) ? await client.find(`/account/keys/${id}`, "ssh_key", asked) : undefined;
    if (found === undefined) throw nothingToImport("SSH key", id);
    return observe(found);
  },
};

function observe(key: Fields): PlainRecord {
  return {
    id: String(key.number("id") ?? ""),
    name: key.text("name"),
    public_key: key.text("public_key"),
    fingerprint: key.text("fingerprint"),
  };
}
