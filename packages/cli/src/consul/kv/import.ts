import { Buffer } from "node:buffer";
import { fromUnknown } from "@tutti/runtime";
import { parseExactJson } from "@tutti/values";
import { textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { argumentData, base64Mistake } from "../api/argument-data.ts";
import { recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { goJsonError } from "./go-json-error.ts";

/** Takes what `kv export` wrote. */
export const command = apiCommand({
  summary: "Imports a tree stored as JSON to the KV store",
  usage: "kv import [DATA]",
  isNamespaced: true,
  flags: { prefix: textFlag() },
  unreachable: "Error! Failed writing data",
  async run(call) {
    const [data] = call.rest;
    if (data === undefined) return call.fail(commandError("import-data-missing"));
    if (call.rest.length > 1)
      return call.fail(commandError("import-with-too-many-arguments", call.rest.length));
    let text: string;
    try {
      text = Buffer.from(await argumentData(data, call.context)).toString("utf8");
    } catch (error) {
      return call.fail(commandError("rules-to-translate-unreadable", fromUnknown(error, data).message));
    }
    const mistake = goJsonError(text);
    if (mistake !== undefined) return call.fail(commandError("import-data-unreadable", mistake));
    for (const pair of recordsOf(parseExactJson(text))) {
      const key = `${call.flags.prefix}${textOf(pair.key)}`;
      const wrong = base64Mistake(textOf(pair.value));
      if (wrong !== undefined) return call.fail(commandError("import-value-unreadable", key, wrong));
      const answer = await call.client.call("kv.write", {
        rest: key,
        query: { flags: textOf(pair.flags) === "" ? undefined : textOf(pair.flags) },
        body: Buffer.from(textOf(pair.value), "base64"),
      });
      if (answer.status !== 200)
        return call.fail(commandError("import-key-not-written", key, refusalOf(answer)));
      call.say(`Imported: ${key}`);
    }
    return 0;
  },
});
