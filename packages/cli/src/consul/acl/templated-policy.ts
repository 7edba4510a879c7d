import { listFlag, textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { type JsonRecord, recordOf, textOf } from "../api/json-shapes.ts";
import { formatPolicy } from "./format.ts";
import { templateVariablesOf } from "./grants.ts";
import { SHOW_FLAGS, showOne } from "./show.ts";
import { templateError } from "./template-errors.ts";

const format = { format: SHOW_FLAGS.format };

export const list = apiCommand({
  summary: "Lists ACL templated policies",
  usage: "acl templated-policy list [options]",
  flags: format,
  unreachable: "Failed to list the templated policies",
  async run(call) {
    const answer = await call.client.call("acl.template-list");
    if (answer.status !== 200) return call.fail(templateError("templates-not-listed", refusalOf(answer)));
    const all = recordOf(answer.json());
    if (call.flags.format === "json") call.say(JSON.stringify(all, undefined, "    "));
    else for (const name of Object.keys(all)) call.say(name);
    return 0;
  },
});

export const read = apiCommand({
  summary: "Read an ACL templated policy",
  usage: "acl templated-policy read [options]",
  flags: { ...format, name: textFlag() },
  unreachable: "Failed to read the templated policy",
  async run(call) {
    const { name } = call.flags;
    if (name === "") return call.fail(templateError("template-not-named"));
    const answer = await call.client.call("acl.template-read", { rest: name });
    if (answer.status !== 200) return call.fail(templateError("template-not-read", name, refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatTemplate);
  },
});

export const preview = apiCommand({
  summary: "Preview an ACL templated policy",
  usage: "acl templated-policy preview [options]",
  flags: { ...SHOW_FLAGS, name: textFlag(), var: listFlag() },
  unreachable: "Failed to preview the templated policy",
  async run(call) {
    const { name } = call.flags;
    if (name === "") return call.fail(templateError("template-not-named"));
    const body = templateVariablesOf(call.flags.var);
    if (typeof body === "string") return call.fail(templateError("template-variable-malformed", body));
    const answer = await call.client.call("acl.template-preview", { rest: name, body });
    if (answer.status !== 200) return call.fail(templateError("template-not-read", name, refusalOf(answer)));
    return showOne(call, recordOf(answer.json()), formatPolicy);
  },
});

function formatTemplate(template: JsonRecord): string {
  return [
    `Name:        ${textOf(template["TemplateName"])}`,
    `Description: ${textOf(template["Description"])}`,
    `Takes:       ${textOf(template["Schema"]) === "" ? "nothing" : "a name"}`,
    "Template:",
    textOf(template["Template"]).trimEnd(),
  ].join("\n");
}
