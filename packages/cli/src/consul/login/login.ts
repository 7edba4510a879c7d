import { fromUnknown, openFailure, reasonOf } from "@tutti/runtime";
import { textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { recordOf, textOf } from "../api/json-shapes.ts";
import { pairsFlag } from "../api/pairs-flag.ts";
import { commandError } from "../errors.ts";

/** For whoever runs the command alone. */
const SINK_MODE = 0o600;

/** Exchanges a token of others for one of the agent's, and keeps that in a file. */
export const login = apiCommand({
  summary: "Login to Consul using an auth method",
  usage: "login [options]",
  isNamespaced: true,
  flags: {
    method: textFlag(),
    type: textFlag(),
    "bearer-token-file": textFlag(),
    "token-sink-file": textFlag(),
    meta: pairsFlag(),
  },
  unreachable: "Error logging in",
  async run(call) {
    const { method, type, "bearer-token-file": bearerFile, "token-sink-file": sink, meta } = call.flags;
    if (call.rest.length > 0) return call.fail(commandError("arguments-not-taken"));
    if (method === "") return call.fail(commandError("flag-required", "method"));
    if (sink === "") return call.fail(commandError("flag-required", "token-sink-file"));
    if (type === "oidc") return call.fail(commandError("login-in-browser-not-supported"));
    if (bearerFile === "") return call.fail(commandError("flag-required", "bearer-token-file"));
    const { disk } = call.runtime;
    let read: string;
    try {
      read = await disk.readText(bearerFile);
    } catch (error) {
      return call.fail(commandError("bearer-token-file-unreadable", openFailure(error, bearerFile)));
    }
    const BearerToken = read.trim();
    if (BearerToken === "") return call.fail(commandError("bearer-token-file-empty", bearerFile));
    const Meta = Object.fromEntries(
      meta.map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]),
    );
    // Whoever logs in is nobody yet.
    const answer = await call.client.call("acl.login", {
      token: "",
      body: { AuthMethod: method, BearerToken, Meta },
    });
    if (answer.status !== 200) return call.fail(commandError("error-logging-in", refusalOf(answer)));
    try {
      await disk.replaceFile(sink, textOf(recordOf(answer.json()).SecretID), { mode: SINK_MODE });
    } catch (error) {
      return call.fail(commandError("token-sink-not-written", reasonOf(fromUnknown(error, sink))));
    }
    return 0;
  },
});

/** Ends a token that a login made: that of this very command. */
export const logout = apiCommand({
  summary: "Destroy a Consul token created with login",
  usage: "logout [options]",
  flags: {},
  unreachable: "Error destroying token",
  async run(call) {
    if (call.rest.length > 0) return call.fail(commandError("arguments-not-taken"));
    const answer = await call.client.call("acl.logout");
    if (answer.status !== 200) return call.fail(commandError("error-destroying-token", refusalOf(answer)));
    return 0;
  },
});
