import { apiCommand } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { failedAnswer } from "./asking.ts";

export const list = apiCommand({
  summary: "Lists the keys that secrets are sealed with",
  usage: "secret keys list [options]",
  flags: {},
  async run(call) {
    const answer = await call.client.call("secret.keys", { query: call.query });
    if (answer.status !== 200) return failedAnswer(call, answer);
    const rows = recordsOf(answer.json()).map((one) => [
      textOf(one["ID"]),
      textOf(one["CreateTime"]),
      textOf(one["Active"]),
    ]);
    call.say(columns([["ID", "CreateTime", "Active"], ...rows]));
    return 0;
  },
});

export const rotate = apiCommand({
  summary: "Makes a new key, with which secrets are sealed from now on",
  usage: "secret keys rotate [options]",
  flags: {},
  async run(call) {
    const answer = await call.client.call("secret.keys-rotate");
    if (answer.status !== 200) return failedAnswer(call, answer);
    call.say(`Success! Secrets are sealed with ${textOf(recordOf(answer.json())["ID"])} from now on`);
    return 0;
  },
});
