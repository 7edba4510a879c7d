import { boolFlag, textFlag } from "../../command/flags.ts";
import { apiCommand, refusalOf } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { goRegexpMistake } from "../api/go-regexp.ts";
import { type JsonRecord, recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { commandError } from "../errors.ts";

const flags = { detailed: boolFlag(), segment: textFlag("_all"), status: textFlag(".*"), wan: boolFlag() };

const STATUSES = ["none", "alive", "leaving", "left", "failed"];
/** There was none that fits. */
const EXIT_NONE = 2;

/** Lists the members that the agent knows. */
export const command = apiCommand({
  summary: "Lists the members of a Consul cluster",
  usage: "members [options]",
  asks: "agent",
  flags,
  unreachable: "Error retrieving members",
  async run(call) {
    const mistake = goRegexpMistake(call.flags.status);
    if (mistake !== undefined) return call.fail(commandError("status-flag-invalid", mistake));
    const query = { segment: call.flags.segment, wan: call.flags.wan ? "1" : undefined };
    const answer = await call.client.call("agent.members", { query });
    if (answer.status !== 200) return call.fail(commandError("error-retrieving-members", refusalOf(answer)));
    const wanted = new RegExp(`^(?:${call.flags.status})$`);
    const members = recordsOf(answer.json()).filter((member) => wanted.test(statusOf(member)));
    if (members.length === 0) return EXIT_NONE;
    const sorted = members.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
    call.say(call.flags.detailed ? detailed(sorted) : standard(sorted));
    return 0;
  },
});

function statusOf(member: JsonRecord): string {
  return STATUSES[Number(member.Status)] ?? "none";
}

function sortKey(member: JsonRecord): string {
  const tags = recordOf(member.Tags);
  return [textOf(tags.dc), textOf(tags.segment), textOf(member.Name)].join("\0");
}

function addressOf(member: JsonRecord): string {
  return `${textOf(member.Addr)}:${textOf(member.Port)}`;
}

function standard(members: readonly JsonRecord[]): string {
  const rows = members.map((member) => {
    const tags = recordOf(member.Tags);
    const isServer = tags.role === "consul";
    const segment = textOf(tags.segment);
    return [
      textOf(member.Name),
      addressOf(member),
      statusOf(member),
      isServer ? "server" : "client",
      textOf(tags.build).replace(/:.*$/, ""),
      textOf(tags.vsn),
      textOf(tags.dc),
      segment === "" ? (isServer ? "<all>" : "<default>") : segment,
    ];
  });
  return columns([["Node", "Address", "Status", "Type", "Build", "Protocol", "DC", "Segment"], ...rows]);
}

function detailed(members: readonly JsonRecord[]): string {
  const rows = members.map((member) => {
    const tags = Object.entries(recordOf(member.Tags)).map(([name, value]) => `${name}=${textOf(value)}`);
    return [textOf(member.Name), addressOf(member), statusOf(member), tags.sort().join(",")];
  });
  return columns([["Node", "Address", "Status", "Tags"], ...rows]);
}
