import { openFailure } from "@tutti/runtime";
import { textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { commandError } from "../errors.ts";

export const readConfig = apiCommand({
  connecting: "initializing client",
  summary: "Display the current Connect Certificate Authority (CA) configuration",
  usage: "connect ca get-config [options]",
  flags: {},
  unreachable: "Error querying CA configuration",
  async run(call) {
    const answer = await call.client.call("connect.ca-configuration", { query: call.query });
    if (answer.status !== 200)
      return call.fail(commandError("error-querying-ca-configuration", refusalOf(answer)));
    call.say(JSON.stringify(answer.json(), undefined, "\t"));
    return 0;
  },
});

export const writeConfig = apiCommand({
  connecting: "initializing client",
  summary: "Modify the current Connect CA configuration",
  usage: "connect ca set-config [options]",
  connectsFirst: true,
  flags: { "config-file": textFlag() },
  unreachable: "Error setting CA configuration",
  async run(call) {
    const file = call.flags["config-file"];
    if (file === "") return call.fail(commandError("config-file-flag-missing"));
    let body: string;
    try {
      body = await call.runtime.disk.readText(file);
    } catch (error) {
      return call.fail(commandError("ca-config-file-unreadable", openFailure(error, file)));
    }
    const answer = await call.client.call("connect.ca-configure", { body });
    if (answer.status !== 200)
      return call.fail(commandError("error-setting-ca-configuration", refusalOf(answer)));
    call.say("Configuration updated!");
    return 0;
  },
});
