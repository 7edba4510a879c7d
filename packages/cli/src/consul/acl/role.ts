import { boolFlag, textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { failedFor } from "./flag-id.ts";
import { formatListedRole, formatRole } from "./format.ts";
import { GRANT_FLAGS, grantsOf, isEmptyGrant, mergeGrants } from "./grants.ts";
import { type FoundId, idByName, idByPrefix } from "./ids.ts";
import { removeOne } from "./remove-one.ts";
import { SHOW_FLAGS, showAll, showOne } from "./show.ts";

const named = { id: textFlag(), name: textFlag() };

function find(call: ApiCall<typeof named>): Promise<FoundId> | undefined {
  const { id, name } = call.flags;
  if (id !== "") return idByPrefix(call.client, "role", id);
  return name === "" ? undefined : idByName(call.client, "role", name);
}

export const create = apiCommand({
  summary: "Create an ACL role",
  usage: "acl role create -name NAME [options]",
  isNamespaced: true,
  flags: { ...SHOW_FLAGS, ...GRANT_FLAGS, name: textFlag(), description: textFlag() },
  unreachable: "Failed to create new role",
  async run(call) {
    const { name, description } = call.flags;
    if (name === "") return call.misuse(commandError("new-policy-without-name-flag"));
    const grants = grantsOf(call.flags);
    if (typeof grants === "string") return call.fail(commandError("acl-grants-invalid", grants));
    if (isEmptyGrant(grants)) {
      return call.fail(commandError("role-to-create-grants-nothing"));
    }
    const { Roles: _roles, ...own } = grants;
    const answer = await call.client.call("acl.role-create", {
      body: { Name: name, Description: description, ...own },
    });
    if (answer.status !== 200) return call.fail(commandError("failed-to-create-new-role", refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatRole);
  },
});

const failedToRead = failedFor("role", "Error reading role", "names it");

export const read = apiCommand({
  summary: "Read an ACL role",
  usage: "acl role read [options] ROLE",
  isNamespaced: true,
  flags: { ...SHOW_FLAGS, ...named },
  unreachable: ({ flags }) =>
    flags.id === "" ? `Error reading role ${JSON.stringify(flags.name)}` : failedToRead({ flags }),
  async run(call) {
    const { id, name } = call.flags;
    if (id === "" && name === "") return call.fail(commandError("either-id-or-name-flag-missing"));
    const byId = id === "" ? undefined : await idByPrefix(call.client, "role", id);
    if (byId !== undefined && "mistake" in byId)
      return call.fail(commandError("error-determining-role-id", byId.mistake));
    const answer =
      byId === undefined
        ? await call.client.call("acl.role-by-name", { rest: name })
        : await call.client.call("acl.role-read", { rest: byId.id });
    const which = byId === undefined ? `name ${JSON.stringify(name)}` : `ID ${JSON.stringify(byId.id)}`;
    if (answer.status === 404) return call.fail(commandError("role-not-found-with", which));
    if (answer.status !== 200) return call.fail(commandError("error-reading-role", refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatRole);
  },
});

export const list = apiCommand({
  summary: "Lists ACL roles",
  usage: "acl role list [options]",
  isNamespaced: true,
  flags: SHOW_FLAGS,
  unreachable: "Failed to retrieve the role list",
  async run(call) {
    const answer = await call.client.call("acl.role-list");
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-retrieve-the-role-list", refusalOf(answer)));
    return showAll(call, recordsOf(answer.json()), formatListedRole);
  },
});

export const update = apiCommand({
  summary: "Update an ACL role",
  usage: "acl role update [options]",
  isNamespaced: true,
  flags: { ...SHOW_FLAGS, ...GRANT_FLAGS, ...named, description: textFlag(), "no-merge": boolFlag() },
  unreachable: failedFor("role", "Error when retrieving current role"),
  async run(call) {
    const { id, name, description } = call.flags;
    if (id === "") return call.fail(commandError("role-to-update-not-named"));
    const found = await idByPrefix(call.client, "role", id);
    if ("mistake" in found) return call.fail(commandError("error-determining-role-id", found.mistake));
    const grants = grantsOf(call.flags);
    if (typeof grants === "string") return call.fail(commandError("acl-grants-invalid", grants));
    const before = await call.client.call("acl.role-read", { rest: found.id });
    if (before.status !== 200)
      return call.fail(commandError("error-when-retrieving-current-role", refusalOf(before)));
    const current = recordOf(before.json());
    const merge = !call.flags["no-merge"];
    const { Roles: _roles, ...own } = merge ? mergeGrants(current, grants) : grants;
    const body = {
      ID: found.id,
      Name: name === "" ? textOf(current.Name) : name,
      Description: description === "" && merge ? textOf(current.Description) : description,
      ...own,
      // Who updates the rest does not mean to take them away.
      TemplatedPolicies: own["TemplatedPolicies"] ?? (merge ? current.TemplatedPolicies : undefined),
    };
    const answer = await call.client.call("acl.role-update", { rest: found.id, body });
    if (answer.status !== 200)
      return call.fail(commandError("error-updating-role", JSON.stringify(found.id), refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatRole);
  },
});

export const remove = apiCommand({
  summary: "Delete an ACL role",
  usage: "acl role delete [options] -id ROLE",
  isNamespaced: true,
  flags: named,
  unreachable: failedFor("role", "Error deleting role", "names it"),
  async run(call) {
    const found = await find(call);
    if (found === undefined) return call.fail(commandError("id-or-name-flag-missing"));
    if ("mistake" in found) return call.fail(commandError("error-determining-role-id", found.mistake));
    return removeOne(call, "role", found.id);
  },
});
