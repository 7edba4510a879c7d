import { Buffer } from "node:buffer";
import type { CommandContext } from "../../command/command.ts";
import { boolFlag, listFlag, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { argumentData } from "../api/argument-data.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { failedFor } from "./flag-id.ts";
import { formatListedPolicy, formatPolicy } from "./format.ts";
import { type FoundId, idByName, idByPrefix } from "./ids.ts";
import { removeOne } from "./remove-one.ts";
import { SHOW_FLAGS, showAll, showOne } from "./show.ts";

const named = { id: textFlag(), name: textFlag() };

function find(call: ApiCall<typeof named>): Promise<FoundId> | undefined {
  const { id, name } = call.flags;
  if (id !== "") return idByPrefix(call.client, "policy", id);
  return name === "" ? undefined : idByName(call.client, "policy", name);
}

async function rulesOf(text: string, context: CommandContext): Promise<string> {
  return Buffer.from(await argumentData(text, context)).toString("utf8");
}

export const create = apiCommand({
  summary: "Create an ACL policy",
  usage: "acl policy create -name NAME [options]",
  isNamespaced: true,
  flags: {
    ...SHOW_FLAGS,
    name: textFlag(),
    description: textFlag(),
    rules: textFlag(),
    "valid-datacenter": listFlag(),
  },
  unreachable: "Failed to create new policy",
  async run(call) {
    const { name, description, rules } = call.flags;
    if (name === "") return call.misuse(commandError("new-policy-without-name-flag"));
    const body = {
      Name: name,
      Description: description,
      Rules: await rulesOf(rules, call.context),
      Datacenters: call.flags["valid-datacenter"].length === 0 ? null : call.flags["valid-datacenter"],
    };
    const answer = await call.client.call("acl.policy-create", { body });
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-create-new-policy", refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatPolicy);
  },
});

export const read = apiCommand({
  summary: "Read an ACL policy",
  usage: "acl policy read [options] POLICY",
  isNamespaced: true,
  flags: { ...SHOW_FLAGS, ...named },
  unreachable: failedFor("policy", "Error reading policy", "names it"),
  async run(call) {
    const found = await find(call);
    if (found === undefined) return call.fail(commandError("either-id-or-name-flag-missing"));
    if ("mistake" in found) return call.fail(commandError("error-determining-policy-id", found.mistake));
    const answer = await call.client.call("acl.policy-read", { rest: found.id });
    if (answer.status !== 200)
      return call.fail(commandError("error-reading-policy", JSON.stringify(found.id), refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatPolicy);
  },
});

export const list = apiCommand({
  summary: "Lists ACL policies",
  usage: "acl policy list [options]",
  isNamespaced: true,
  flags: SHOW_FLAGS,
  unreachable: "Failed to retrieve the policy list",
  async run(call) {
    const answer = await call.client.call("acl.policy-list");
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-retrieve-the-policy-list", refusalOf(answer)));
    return showAll(call, recordsOf(answer.json()), formatListedPolicy);
  },
});

export const update = apiCommand({
  summary: "Update an ACL policy",
  usage: "acl policy update [options]",
  isNamespaced: true,
  flags: {
    ...SHOW_FLAGS,
    ...named,
    description: textFlag(),
    "no-merge": boolFlag(),
    rules: textFlag(),
    "valid-datacenter": listFlag(),
  },
  unreachable: failedFor("policy", "Error reading policy", "names it"),
  async run(call) {
    const { id, name, description } = call.flags;
    if (id === "" && name === "") return call.fail(commandError("either-id-or-name-flag-missing"));
    const found = await find(call);
    if (found === undefined || "mistake" in found) {
      return call.fail(commandError("error-determining-policy-id", found?.mistake ?? ""));
    }
    const before = await call.client.call("acl.policy-read", { rest: found.id });
    if (before.status !== 200)
      return call.fail(commandError("error-when-retrieving-current-policy", refusalOf(before)));
    const current = call.flags["no-merge"] ? {} : recordOf(before.json());
    const body = {
      ID: found.id,
      Name: name === "" ? textOf(recordOf(before.json()).Name) : name,
      Description: call.given("description") ? description : textOf(current.Description),
      Rules: call.given("rules") ? await rulesOf(call.flags.rules, call.context) : textOf(current.Rules),
      Datacenters: call.given("valid-datacenter")
        ? call.flags["valid-datacenter"]
        : (current.Datacenters ?? null),
    };
    const answer = await call.client.call("acl.policy-update", { rest: found.id, body });
    if (answer.status !== 200)
      return call.fail(commandError("error-updating-policy", JSON.stringify(found.id), refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatPolicy);
  },
});

export const remove = apiCommand({
  summary: "Delete an ACL policy",
  usage: "acl policy delete [options] -id POLICY",
  isNamespaced: true,
  flags: named,
  unreachable: failedFor("policy", "Error deleting policy", "names it"),
  async run(call) {
    const found = await find(call);
    if (found === undefined) return call.fail(commandError("either-id-or-name-flag-missing"));
    if ("mistake" in found) return call.fail(commandError("error-determining-policy-id", found.mistake));
    return removeOne(call, "policy", found.id);
  },
});
