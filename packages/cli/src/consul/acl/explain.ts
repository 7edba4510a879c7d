import { Buffer } from "node:buffer";
import { fromUnknown } from "@tutti/runtime";
import { printableName } from "@tutti/values";
import { textFlag } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { argumentData } from "../api/argument-data.ts";
import { type JsonRecord, recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

const flags = { body: textFlag(), format: textFlag("pretty") };

/** Of a request that would be refused. */
const EXIT_REFUSED = 2;

/** Says why a token may make a request, or may not; the request is not made. */
export const command = apiCommand({
  summary: "Says which rule allows or refuses a request",
  usage: "acl explain [options] TOKEN METHOD PATH",
  flags,
  async run(call) {
    const [token = "", method = "", path = ""] = call.rest;
    if (call.rest.length !== 3) return call.fail(commandError("acl-explain-arguments", call.rest.length));
    const { format } = call.flags;
    if (format !== "pretty" && format !== "json")
      return call.fail(commandError("acl-explain-format-unknown", JSON.stringify(format)));
    let body: string;
    try {
      body = Buffer.from(await argumentData(call.flags.body, call.context)).toString("utf8");
    } catch (error) {
      return call.fail(commandError("rules-to-translate-unreadable", fromUnknown(error, "body").message));
    }
    const asked = { Token: token, Method: method.toUpperCase(), Path: path, Body: body };
    const answer = await call.client.call("acl.explain", { body: asked });
    if (answer.status !== 200) return call.fail(commandError("acl-not-explained", refusalOf(answer)));
    const explained = recordOf(answer.json());
    if (format === "json") call.say(JSON.stringify(explained, undefined, 4));
    else show(call, explained);
    return explained["Allowed"] === true ? 0 : EXIT_REFUSED;
  },
});

function show(call: ApiCall<typeof flags>, explained: JsonRecord): void {
  const invalid = textOf(explained["Invalid"]);
  const request = `${textOf(explained["Method"])} ${printableName(textOf(explained["Path"]))}`;
  const verdict = explained["Allowed"] === true ? "allowed" : "refused";
  call.say(`${request}: ${invalid === "" ? verdict : "refused before anybody asks for rights"}`);
  call.say(`Token: ${textOf(explained["AccessorID"])} ${printableName(textOf(explained["Description"]))}`);
  if (invalid !== "") call.say(`  ${printableName(invalid)}`);
  for (const need of recordsOf(explained["Needs"])) {
    const lists = Array.isArray(need["AnyOf"]) ? need["AnyOf"] : [];
    lists.forEach((rights, at) => {
      if (lists.length > 1) call.say(at === 0 ? "One of:" : "or:");
      for (const right of recordsOf(rights)) call.say(rightText(right));
    });
  }
  if (invalid !== "" || recordsOf(explained["Needs"]).length > 0) return;
  call.say(
    explained["AsksRows"] === true
      ? "Each row of the answer is asked for by itself: what the token may not read is left out."
      : "Nothing is needed for it.",
  );
}

function rightText(right: JsonRecord): string {
  const name = printableName(textOf(right["Name"]));
  const below = right["Prefix"] === true ? " and all below" : "";
  const which = name === "" && below === "" ? "" : ` ${JSON.stringify(name)}${below}`;
  const mark = right["Allowed"] === true ? "+" : "-";
  return `${mark} ${textOf(right["Resource"])}:${textOf(right["Access"])}${which}: ${printableName(textOf(right["Reason"]))}`;
}
