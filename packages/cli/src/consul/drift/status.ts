import { apiCommand, refusalOf } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { type JsonRecord, recordsOf, textOf } from "../api/json-shapes.ts";
import { driftCommandError } from "./errors.ts";

/** Lists the directories that are watched for drift, or tells of one of them what is known. */
export const command = apiCommand({
  summary: "Shows what drifted in watched directories",
  usage: "drift status [options] [NAME]",
  flags: {},
  async run(call) {
    const [name] = call.rest;
    if (call.rest.length > 1)
      return call.fail(driftCommandError("drift-arguments-too-many", call.rest.length));
    const answer = await call.client.call("drift.list", { query: call.query });
    if (answer.status !== 200) return call.fail(driftCommandError("drift-refused", refusalOf(answer)));
    const watches = recordsOf(answer.json());
    const now = call.runtime.clock.now();
    if (name !== undefined) {
      const watch = watches.find((one) => textOf(one["Name"]) === name);
      if (watch === undefined)
        return call.fail(driftCommandError("drift-watch-unknown", JSON.stringify(name)));
      call.say(ofOne(watch, now).join("\n"));
      return 0;
    }
    const rows = watches.map((one) => [
      textOf(one["Name"]),
      textOf(one["Status"]),
      textOf(one["Objects"]),
      textOf(one["Drifted"]),
      textOf(one["UpdateTime"]),
    ]);
    if (rows.length > 0) call.say(columns([["Name", "Status", "Objects", "Drifted", "Heard"], ...rows]));
    return 0;
  },
});

function ofOne(watch: JsonRecord, now: number): readonly string[] {
  const part = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", title, ...lines.map((line) => `  ${line}`)];
  const drifts = recordsOf(watch["Drifts"]).flatMap((drift) => [
    `${textOf(drift["Address"])}: ${textOf(drift["Change"])} (seen ${ago(textOf(drift["SeenAt"]), now)})`,
    ...recordsOf(drift["Attributes"]).map((attribute) => `    ${attributeText(attribute)}`),
  ]);
  const unseen = recordsOf(watch["Unseen"]).map(
    (one) =>
      `${textOf(one["Address"])}: ${textOf(one["Why"])} (last looked at ${ago(textOf(one["LastLook"]), now)})`,
  );
  const paced = recordsOf(watch["ByPace"]).map(
    (one) => `${textOf(one["Address"])} (last looked at ${ago(textOf(one["LastLook"]), now)})`,
  );
  return [
    columns([
      ["Name", textOf(watch["Name"])],
      ["Status", textOf(watch["Status"])],
      ["Objects", `${textOf(watch["Objects"])}, ${textOf(watch["ByEvents"])} by events`],
      ["Drifted", textOf(watch["Drifted"])],
    ]),
    ...part("Drifted:", drifts),
    ...part("Cannot be looked at:", unseen),
    ...part("Read by pace, nothing tells of them:", paced),
  ];
}

function attributeText(attribute: JsonRecord): string {
  const value = (text: string): string => (text === "" ? "null" : text);
  const shown =
    attribute["Sensitive"] === true
      ? "(sensitive value)"
      : `${value(textOf(attribute["Before"]))} -> ${value(textOf(attribute["After"]))}`;
  return `${textOf(attribute["Path"])} = ${shown}`;
}

/** `3 m ago`, in the largest unit that is whole. */
function ago(time: string, now: number): string {
  const then = Date.parse(time);
  if (Number.isNaN(then)) return "never";
  const seconds = Math.max(0, Math.round((now - then) / 1000));
  const [size, unit] = UNITS.find(([least]) => seconds >= least) ?? [1, "s"];
  return `${Math.floor(seconds / size)} ${unit} ago`;
}

const UNITS: readonly (readonly [number, string])[] = [
  [86_400, "d"],
  [3_600, "h"],
  [60, "m"],
  [1, "s"],
];
