import { Buffer } from "node:buffer";
import { fromUnknown } from "@tutti/runtime";
import { apiCommand } from "../api/api-command.ts";
import { argumentData } from "../api/argument-data.ts";
import { commandError } from "../errors.ts";

/** Rewrites old rules; needs no agent, since rules are text. */
export const command = apiCommand({
  summary: "Translate the legacy rule syntax into the current syntax",
  usage: "acl translate-rules [options] TRANSLATE",
  connectsFirst: true,
  flags: {},
  async run(call) {
    const [rules] = call.rest;
    if (rules === undefined) return call.fail(commandError("rules-to-translate-missing"));
    if (call.rest.length > 1) return call.fail(commandError("acl-arguments-too-many", 1, call.rest.length));
    let text: string;
    try {
      text = Buffer.from(await argumentData(rules, call.context)).toString("utf8");
    } catch (error) {
      return call.fail(commandError("rules-to-translate-unreadable", fromUnknown(error, rules).message));
    }
    const { translateRules } = await import("@tutti/server");
    const translated = translateRules(text);
    if (typeof translated !== "string")
      return call.fail(commandError("error-translating-rules", translated.text));
    call.say(translated);
    return 0;
  },
});
