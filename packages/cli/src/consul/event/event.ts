import { Buffer } from "node:buffer";
import { textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { goRegexpMistake } from "../api/go-regexp.ts";
import { recordOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

/** Fires an event. */
export const command = apiCommand({
  summary: "Fire a new event",
  usage: "event [options] [payload]",
  asks: "agent",
  flags: { name: textFlag(), node: textFlag(), service: textFlag(), tag: textFlag() },
  unreachable: "Error firing event",
  async run(call) {
    const { name, node, service, tag } = call.flags;
    if (name === "") return call.misuse(commandError("event-name-flag-missing"));
    if (call.rest.length > 1) return call.misuse(commandError("event-with-too-many-arguments"));
    for (const [kind, pattern] of Object.entries({ node, service, tag })) {
      const mistake = goRegexpMistake(pattern);
      if (mistake !== undefined) return call.fail(commandError("event-filter-flag-invalid", kind, mistake));
    }
    if (tag !== "" && service === "") return call.fail(commandError("event-tag-flag-without-service-flag"));
    const filled = (text: string): string | undefined => (text === "" ? undefined : text);
    const query = { node: filled(node), service: filled(service), tag: filled(tag) };
    const body = call.rest[0] === undefined ? undefined : Buffer.from(call.rest[0]);
    const answer = await call.client.call("event.fire", {
      rest: name,
      query,
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status !== 200) return call.fail(commandError("error-firing-event", refusalOf(answer)));
    call.say(`Event ID: ${textOf(recordOf(answer.json()).ID)}`);
    return 0;
  },
});
