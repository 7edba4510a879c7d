import { boolFlag, textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { idOfFlag } from "./flag-id.ts";
import { formatListedRules, formatRule } from "./login-format.ts";
import { removeOne } from "./remove-one.ts";
import { SHOW_FLAGS, showOne } from "./show.ts";

const SETTING_FLAGS = {
  ...SHOW_FLAGS,
  description: textFlag(),
  selector: textFlag(),
  "bind-type": textFlag("service"),
  "bind-name": textFlag(),
} as const;

export const create = apiCommand({
  summary: "Create an ACL binding rule",
  usage: "acl binding-rule create -method METHOD -bind-name NAME [options]",
  isNamespaced: true,
  flags: { ...SETTING_FLAGS, method: textFlag() },
  unreachable: "Failed to create new binding rule",
  async run(call) {
    const { method, description, selector, "bind-type": type, "bind-name": name } = call.flags;
    if (method === "") return call.misuse(commandError("flag-required", "method"));
    if (type === "") return call.misuse(commandError("flag-required", "bind-type"));
    if (name === "") return call.misuse(commandError("flag-required", "bind-name"));
    const answer = await call.client.call("acl.binding-rule-create", {
      body: {
        AuthMethod: method,
        Description: description,
        Selector: selector,
        BindType: type,
        BindName: name,
      },
    });
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-create-new-binding-rule", refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatRule);
  },
});

export const update = apiCommand({
  summary: "Update an ACL binding rule",
  usage: "acl binding-rule update -id ID [options]",
  isNamespaced: true,
  flags: { ...SETTING_FLAGS, id: textFlag(), "no-merge": boolFlag() },
  unreachable: "Error determining binding rule ID",
  async run(call) {
    const { description, selector, "bind-type": type, "bind-name": name, "no-merge": isWhole } = call.flags;
    const id = await idOfFlag(call, "rule", commandError("binding-rule-to-update-not-named"));
    if (typeof id === "number") return id;
    const before = await call.client.call("acl.binding-rule-read", { rest: id });
    if (before.status === 404) return call.fail(commandError("no-binding-rule-with-id", JSON.stringify(id)));
    if (before.status !== 200)
      return call.fail(commandError("error-when-retrieving-current-binding-rule", refusalOf(before)));
    if (isWhole && type === "") return call.misuse(commandError("flag-required", "bind-type"));
    if (isWhole && name === "") return call.misuse(commandError("flag-required", "bind-name"));
    const current = recordOf(before.json());
    const over = (given: string, field: string): string =>
      given === "" && !isWhole ? textOf(current[field]) : given;
    const body = {
      ID: id,
      AuthMethod: textOf(current.AuthMethod),
      Description: over(description, "Description"),
      // An empty selector is one, too.
      Selector: call.given("selector") ? selector : over(selector, "Selector"),
      BindType: over(type, "BindType"),
      BindName: over(name, "BindName"),
    };
    const answer = await call.client.call("acl.binding-rule-update", { rest: id, body });
    if (answer.status !== 200)
      return call.fail(commandError("error-updating-binding-rule", JSON.stringify(id), refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatRule);
  },
});

export const show = apiCommand({
  summary: "Read an ACL binding rule",
  usage: "acl binding-rule read -id ID [options]",
  isNamespaced: true,
  flags: { ...SHOW_FLAGS, id: textFlag() },
  unreachable: "Error determining binding rule ID",
  async run(call) {
    const id = await idOfFlag(call, "rule", commandError("binding-rule-to-show-not-named"));
    if (typeof id === "number") return id;
    const answer = await call.client.call("acl.binding-rule-read", { rest: id });
    if (answer.status === 404) return call.fail(commandError("no-binding-rule-with-id", JSON.stringify(id)));
    if (answer.status !== 200)
      return call.fail(commandError("error-reading-binding-rule", JSON.stringify(id), refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatRule);
  },
});

export const list = apiCommand({
  summary: "Lists ACL binding rules",
  usage: "acl binding-rule list [options]",
  isNamespaced: true,
  flags: { ...SHOW_FLAGS, method: textFlag() },
  unreachable: "Failed to retrieve the binding rule list",
  async run(call) {
    const { method } = call.flags;
    const query = { authmethod: method === "" ? undefined : method };
    const answer = await call.client.call("acl.binding-rule-list", { query });
    if (answer.status !== 200)
      return call.fail(commandError("failed-to-retrieve-the-binding-rule-list", refusalOf(answer)));
    return showOne(call, recordsOf(answer.json()), formatListedRules);
  },
});

export const remove = apiCommand({
  summary: "Delete an ACL binding rule",
  usage: "acl binding-rule delete -id ID [options]",
  isNamespaced: true,
  flags: { id: textFlag() },
  unreachable: "Error determining binding rule ID",
  async run(call) {
    const id = await idOfFlag(call, "rule", commandError("id-flag-missing"));
    if (typeof id === "number") return id;
    return removeOne(call, "rule", id);
  },
});
