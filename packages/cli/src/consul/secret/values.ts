import { Buffer } from "node:buffer";
import { fromUnknown } from "@tutti/runtime";
import { printableName } from "@tutti/values";
import { boolFlag, textFlag, uint64Flag } from "../../command/flags.ts";
import { apiCommand } from "../api/api-command.ts";
import { argumentData } from "../api/argument-data.ts";
import { columns } from "../api/columns.ts";
import { recordOf, recordsOf, textOf, textsOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";
import { failedAnswer, onlyArgument } from "./asking.ts";

/** Writes a new version of a secret. */
export const put = apiCommand({
  summary: "Writes a new version of a secret",
  usage: "secret put [options] PATH DATA",
  flags: { cas: uint64Flag(), "lease-ttl": textFlag(), "max-versions": uint64Flag() },
  async run(call) {
    const [path = "", data] = call.rest;
    if (path === "") return call.fail(commandError("secret-argument-missing", "PATH"));
    if (data === undefined) return call.fail(commandError("secret-value-missing"));
    if (call.rest.length > 2)
      return call.fail(commandError("secret-arguments-too-many", 2, call.rest.length));
    let body: Uint8Array;
    try {
      body = await argumentData(data, call.context);
    } catch (error) {
      return call.fail(commandError("secret-refused", fromUnknown(error, data).message));
    }
    const { flags } = call;
    const query = {
      cas: call.given("cas") ? String(flags.cas) : undefined,
      lease_ttl: flags["lease-ttl"] === "" ? undefined : flags["lease-ttl"],
      max_versions: call.given("max-versions") ? String(flags["max-versions"]) : undefined,
    };
    const answer = await call.client.call("secret.write", { rest: path, query, body });
    if (answer.status !== 200) return failedAnswer(call, answer);
    call.say(`Success! Version ${textOf(recordOf(answer.json())["Version"])} written to: ${path}`);
    return 0;
  },
});

/** Reads a value: the bytes as they are, or what belongs to it as well. */
export const get = apiCommand({
  summary: "Reads a secret",
  usage: "secret get [options] PATH",
  flags: { detailed: boolFlag(), ttl: textFlag(), version: uint64Flag() },
  async run(call) {
    const path = onlyArgument(call, "PATH");
    if (path === undefined) return 1;
    const query = {
      version: call.given("version") ? String(call.flags.version) : undefined,
      ttl: call.flags.ttl === "" ? undefined : call.flags.ttl,
    };
    const answer = await call.client.call("secret.read", { rest: path, query });
    if (answer.status !== 200) return failedAnswer(call, answer);
    const shown = recordOf(answer.json());
    const value = Buffer.from(textOf(shown["Value"]), "base64");
    if (call.flags.detailed) {
      const lease = recordOf(shown["Lease"]);
      const rows = [
        ["Path", printableName(path)],
        ["Version", textOf(shown["Version"])],
        ["CreateTime", textOf(shown["CreateTime"])],
        ["Lease", textOf(lease["ID"]) || "-"],
        ["ExpireTime", textOf(lease["ExpireTime"]) || "-"],
      ] as const;
      for (const [name, text] of rows) call.say(`${name.padEnd(17)}${text}`);
    }
    const before = call.flags.detailed ? "Value            " : "";
    call.context.stdout.write(Buffer.concat([Buffer.from(before), value, Buffer.from("\n")]));
    return 0;
  },
});

export const list = apiCommand({
  summary: "Lists the paths of secrets",
  usage: "secret list [options] [PREFIX]",
  flags: {},
  async run(call) {
    if (call.rest.length > 1)
      return call.fail(commandError("secret-arguments-too-many", 1, call.rest.length));
    const answer = await call.client.call("secret.list", { rest: call.rest[0] ?? "", query: call.query });
    if (answer.status !== 200) return failedAnswer(call, answer);
    for (const path of textsOf(answer.json())) call.say(printableName(path));
    return 0;
  },
});

/** Takes a secret away, or the value of one version. */
export const remove = apiCommand({
  summary: "Deletes a secret, or one version of it",
  usage: "secret delete [options] PATH",
  flags: { version: uint64Flag() },
  async run(call) {
    const path = onlyArgument(call, "PATH");
    if (path === undefined) return 1;
    const version = call.given("version") ? String(call.flags.version) : undefined;
    const answer = await call.client.call("secret.delete", { rest: path, query: { version } });
    if (answer.status !== 200) return failedAnswer(call, answer);
    call.say(
      version === undefined
        ? `Success! Deleted secret: ${path}`
        : `Success! Deleted version ${version} of: ${path}`,
    );
    return 0;
  },
});

export const versions = apiCommand({
  summary: "Lists the versions of a secret, without their values",
  usage: "secret versions [options] PATH",
  flags: {},
  async run(call) {
    const path = onlyArgument(call, "PATH");
    if (path === undefined) return 1;
    const answer = await call.client.call("secret.versions", { rest: path, query: call.query });
    if (answer.status !== 200) return failedAnswer(call, answer);
    const rows = recordsOf(recordOf(answer.json())["Versions"]).map((one) => [
      textOf(one["Version"]),
      textOf(one["CreateTime"]),
      textOf(one["KeyID"]),
    ]);
    call.say(columns([["Version", "CreateTime", "KeyID"], ...rows]));
    return 0;
  },
});
