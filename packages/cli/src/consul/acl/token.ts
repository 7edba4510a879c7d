import { durationFlag } from "../../command/duration-flag.ts";
import { boolFlag, textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { failedFor, idOfFlag } from "./flag-id.ts";
import { formatListedToken, formatToken } from "./format.ts";
import { GRANT_FLAGS, grantsOf, isEmptyGrant, mergeGrants, ROLE_FLAGS } from "./grants.ts";
import { removeOne } from "./remove-one.ts";
import { SHOW_FLAGS, showAll, showOne } from "./show.ts";

export const create = apiCommand({
  summary: "Create an ACL token",
  usage: "acl token create [options]",
  isNamespaced: true,
  flags: {
    ...SHOW_FLAGS,
    ...GRANT_FLAGS,
    ...ROLE_FLAGS,
    accessor: textFlag(),
    secret: textFlag(),
    description: textFlag(),
    local: boolFlag(),
    "expires-ttl": durationFlag(),
  },
  unreachable: "Failed to create new token",
  async run(call) {
    const { accessor, secret, description, local } = call.flags;
    const grants = grantsOf(call.flags);
    if (typeof grants === "string") return call.fail(commandError("acl-grants-invalid", grants));
    if (isEmptyGrant(grants)) {
      return call.fail(commandError("token-to-create-grants-nothing"));
    }
    const ttlMs = call.flags["expires-ttl"];
    const body = {
      ...(accessor === "" ? {} : { AccessorID: accessor }),
      ...(secret === "" ? {} : { SecretID: secret }),
      ...(ttlMs > 0 ? { ExpirationTTL: `${ttlMs}ms` } : {}),
      Description: description,
      Local: local,
      ...grants,
    };
    const answer = await call.client.call("acl.token-create", { body });
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-create-new-token", refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatToken);
  },
});

const failedToRead = failedFor("token", "Error reading token", "names it");

export const read = apiCommand({
  summary: "Read an ACL token",
  usage: "acl token read [options] -id TOKENID",
  isNamespaced: true,
  flags: { ...SHOW_FLAGS, id: textFlag(), self: boolFlag() },
  unreachable: ({ flags }) => (flags.self ? "Error reading token" : failedToRead({ flags })),
  async run(call) {
    if (call.flags.self) {
      const own = await call.client.call("acl.token-self");
      if (own.status !== 200) return call.fail(commandError("failed-to-read-own-token", refusalOf(own)));
      return showOne(call, recordOf(own.json()), formatToken);
    }
    const id = await idOfFlag(call, "token", commandError("id-flag-missing"));
    if (typeof id === "number") return id;
    const answer = await call.client.call("acl.token-read", { rest: id });
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-read-token", JSON.stringify(id), refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatToken);
  },
});

export const list = apiCommand({
  summary: "List ACL tokens",
  usage: "acl token list [options]",
  isNamespaced: true,
  flags: SHOW_FLAGS,
  unreachable: "Failed to retrieve the token list",
  async run(call) {
    const answer = await call.client.call("acl.token-list");
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-retrieve-the-token-list", refusalOf(answer)));
    return showAll(call, recordsOf(answer.json()), formatListedToken);
  },
});

export const update = apiCommand({
  summary: "Update an ACL token",
  usage: "acl token update [options]",
  isNamespaced: true,
  flags: {
    ...SHOW_FLAGS,
    ...GRANT_FLAGS,
    ...ROLE_FLAGS,
    id: textFlag(),
    description: textFlag(),
    "merge-policies": boolFlag(),
    "merge-roles": boolFlag(),
    "merge-service-identities": boolFlag(),
    "merge-node-identities": boolFlag(),
  },
  unreachable: failedFor("token", "Error when retrieving current token"),
  async run(call) {
    const id = await idOfFlag(call, "token", commandError("token-to-update-not-named"));
    if (typeof id === "number") return id;
    const grants = grantsOf(call.flags);
    if (typeof grants === "string") return call.fail(commandError("acl-grants-invalid", grants));
    const before = await call.client.call("acl.token-read", { rest: id });
    if (before.status !== 200)
      return call.fail(commandError("error-when-retrieving-current-token", refusalOf(before)));
    const current = recordOf(before.json());
    const merged = mergeGrants(current, grants);
    // Unlike roles, tokens are given what the flags say, and keep nothing that they do not.
    const body = {
      ...current,
      Description: call.given("description") ? call.flags.description : textOf(current.Description),
      Policies: call.flags["merge-policies"] ? merged.Policies : grants.Policies,
      Roles: call.flags["merge-roles"] ? merged.Roles : grants.Roles,
      ServiceIdentities: call.flags["merge-service-identities"]
        ? merged.ServiceIdentities
        : grants.ServiceIdentities,
      ...(grants["TemplatedPolicies"] === undefined
        ? {}
        : { TemplatedPolicies: grants["TemplatedPolicies"] }),
      NodeIdentities: call.flags["merge-node-identities"] ? merged.NodeIdentities : grants.NodeIdentities,
    };
    const answer = await call.client.call("acl.token-update", { rest: id, body });
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-update-token", id, refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatToken);
  },
});

export const clone = apiCommand({
  summary: "Clone an ACL token",
  usage: "acl token clone [options]",
  isNamespaced: true,
  flags: { format: SHOW_FLAGS.format, id: textFlag(), description: textFlag() },
  unreachable: failedFor("token", "Error cloning token"),
  async run(call) {
    const id = await idOfFlag(call, "token", commandError("token-to-update-not-named"));
    if (typeof id === "number") return id;
    const body = { Description: call.flags.description };
    const answer = await call.client.call("acl.token-update", { rest: `${id}/clone`, body });
    if (answer.status !== 200) return call.fail(commandError("error-cloning-token", refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatToken);
  },
});

export const remove = apiCommand({
  summary: "Delete an ACL token",
  usage: "acl token delete [options] -id TOKEN",
  isNamespaced: true,
  flags: { id: textFlag() },
  unreachable: failedFor("token", "Error deleting token", "names it"),
  async run(call) {
    const id = await idOfFlag(call, "token", commandError("id-flag-missing"));
    if (typeof id === "number") return id;
    return removeOne(call, "token", id);
  },
});
