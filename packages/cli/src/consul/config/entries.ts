import { Buffer } from "node:buffer";
import { openFailure } from "@tutti/runtime";
import { boolFlag, textFlag, uint64Flag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

import { parseEntry } from "./parse-entry.ts";

const KINDS: ReadonlySet<string> = new Set([
  "service-defaults",
  "proxy-defaults",
  "service-router",
  "service-splitter",
  "service-resolver",
  "ingress-gateway",
  "terminating-gateway",
  "service-intentions",
]);

export const write = apiCommand({
  summary: "Create or update a centralized config entry",
  usage: "config write [options] <configuration>",
  isNamespaced: true,
  flags: { cas: boolFlag(), "modify-index": uint64Flag() },
  async run(call) {
    const [file, ...more] = call.rest;
    if (file === undefined || more.length > 0) {
      return call.fail(commandError("config-entry-to-write-missing"));
    }
    let text: string;
    try {
      text =
        file === "-"
          ? Buffer.from(await call.context.stdin.readAll()).toString("utf8")
          : await call.runtime.disk.readText(file);
    } catch (error) {
      return call.fail(commandError("config-entry-file-unreadable", openFailure(error, file)));
    }
    const entry = parseEntry(text, file);
    if (typeof entry === "string") return call.fail(commandError("config-entry-text-unreadable", entry));
    const kind = textOf(entry.Kind);
    const name = textOf(entry.Name);
    if (!KINDS.has(kind)) {
      return call.fail(commandError("config-entry-to-write-of-unknown-kind", kind));
    }
    const query = { cas: call.flags.cas ? String(call.flags["modify-index"]) : undefined };
    const answer = await call.client.call("config.write", { body: entry, query });
    if (answer.status !== 200)
      return call.fail(commandError("error-writing-config-entry", kind, name, refusalOf(answer)));
    if (answer.json() === false) return call.fail(commandError("config-entry-not-updated", kind, name));
    call.say(`Config entry written: ${kind}/${name}`);
    return 0;
  },
});

export const read = apiCommand({
  summary: "Read a centralized config entry",
  usage: "config read [options] -kind <config kind> -name <config name>",
  isNamespaced: true,
  unreachable: ({ flags: { kind, name } }) => `Error reading config entry ${kind}/${name}`,
  flags: { kind: textFlag(), name: textFlag() },
  async run(call) {
    const { kind, name } = call.flags;
    if (kind === "") return call.fail(commandError("kind-flag-missing"));
    if (name === "") return call.fail(commandError("name-flag-missing"));
    const answer = await call.client.call("config.list-or-read", {
      rest: `${kind}/${name}`,
      query: call.query,
    });
    if (answer.status !== 200)
      return call.fail(commandError("error-reading-config-entry", kind, name, refusalOf(answer)));
    call.say(JSON.stringify(answer.json(), undefined, "    "));
    return 0;
  },
});

export const list = apiCommand({
  summary: "List centralized config entries of a given kind",
  usage: "config list [options] -kind <config kind>",
  isNamespaced: true,
  unreachable: ({ flags: { kind } }) => `Error listing config entries for kind ${JSON.stringify(kind)}`,
  flags: { kind: textFlag() },
  async run(call) {
    const { kind } = call.flags;
    if (kind === "") return call.fail(commandError("kind-flag-missing"));
    const answer = await call.client.call("config.list-or-read", { rest: kind, query: call.query });
    if (answer.status !== 200)
      return call.fail(
        commandError("error-listing-config-entries-for-kind", JSON.stringify(kind), refusalOf(answer)),
      );
    for (const entry of recordsOf(answer.json())) call.say(textOf(entry.Name));
    return 0;
  },
});

export const remove = apiCommand({
  summary: "Delete a centralized config entry",
  usage: "config delete [options] -kind <config kind> -name <config name>",
  unreachable: ({ flags: { kind, name } }) => `Error deleting config entry ${kind}/${name}`,
  flags: { kind: textFlag(), name: textFlag() },
  async run(call) {
    const { kind, name } = call.flags;
    if (kind === "") return call.fail(commandError("kind-flag-missing"));
    if (name === "") return call.fail(commandError("name-flag-missing"));
    const answer = await call.client.call("config.delete", { rest: `${kind}/${name}` });
    if (answer.status !== 200)
      return call.fail(commandError("error-deleting-config-entry", kind, name, refusalOf(answer)));
    call.say(`Config entry deleted: ${kind}/${name}`);
    return 0;
  },
});
