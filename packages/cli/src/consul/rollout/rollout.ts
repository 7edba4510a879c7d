import type { ApiAnswer } from "@tutti/agent-api";
import type { Command } from "../../command/command.ts";
import type { FlagSpecs } from "../../command/flags.ts";
import { type ApiCall, apiCommand, refusalOf } from "../api/api-command.ts";
import { columns } from "../api/columns.ts";
import { recordOf, recordsOf, textOf } from "../api/json-shapes.ts";
import { oneArgument } from "../api/one-argument.ts";
import { rolloutCommandError } from "./errors.ts";

/** Lists the rollouts that run or ended lately, or tells of one. */
export const status = apiCommand({
  summary: "Shows how far rollouts are",
  usage: "rollout status [options] [NAME]",
  flags: {},
  async run(call) {
    const [name] = call.rest;
    if (call.rest.length > 1)
      return call.fail(rolloutCommandError("rollout-arguments-too-many", 1, call.rest.length));
    const answer =
      name === undefined
        ? await call.client.call("rollout.list", { query: call.query })
        : await call.client.call("rollout.read", { rest: name, query: call.query });
    if (answer.status !== 200) return failed(call, answer);
    if (name !== undefined) {
      call.say(columns(ofOne(recordOf(answer.json()))));
      return 0;
    }
    const rows = recordsOf(answer.json()).map((one) => [
      textOf(one["Name"]),
      statusOf(one),
      doneOf(one),
      textOf(one["StartTime"]),
    ]);
    if (rows.length > 0) call.say(columns([["Name", "Status", "Done", "StartTime"], ...rows]));
    return 0;
  },
});

/** Follows one rollout to its end; the exit status is that of the rollout. */
export const watch = apiCommand({
  summary: "Follows a rollout to its end",
  usage: "rollout watch [options] NAME",
  flags: {},
  async run(call) {
    const name = onlyName(call);
    if (name === undefined) return 1;
    let index: string | undefined;
    let last = "";
    for (;;) {
      const query = { ...call.query, ...(index === undefined ? {} : { index }) };
      const answer = await call.client.call("rollout.read", { rest: name, query });
      if (answer.status !== 200) return failed(call, answer);
      index = String(answer.index);
      const row = recordOf(answer.json());
      const line = `${name}: ${statusOf(row)} [${doneOf(row)}]`;
      if (line !== last) call.say(line);
      last = line;
      const now = textOf(row["Status"]);
      if (now === "done") return 0;
      if (now !== "running" && now !== "paused") return 2;
    }
  },
});

export const pause = wish("pause", "Holds a rollout: nothing more comes or goes", "is paused");
export const resume = wish("resume", "Lets a paused rollout go on", "goes on");
export const promote = wish("promote", "Lets the rest of a rollout follow its first ones", "is promoted");
export const abort = wish("abort", "Ends a rollout; it goes back where its block says so", "is ended");

function wish(action: "pause" | "resume" | "promote" | "abort", summary: string, done: string): Command {
  return apiCommand({
    summary,
    usage: `rollout ${action} [options] NAME`,
    flags: {},
    async run(call) {
      const name = onlyName(call);
      if (name === undefined) return 1;
      const answer = await call.client.call("rollout.wish", { rest: name, query: { action } });
      if (answer.status !== 200) return failed(call, answer);
      call.say(`Success! The rollout ${name} ${done}`);
      return 0;
    },
  });
}

function onlyName(call: ApiCall<FlagSpecs>): string | undefined {
  return oneArgument(call, {
    missing: rolloutCommandError("rollout-name-missing"),
    tooMany: rolloutCommandError("rollout-arguments-too-many", 1, call.rest.length),
  });
}

function failed(call: ApiCall<FlagSpecs>, answer: ApiAnswer): number {
  return call.fail(rolloutCommandError("rollout-refused", refusalOf(answer)));
}

type Row = Readonly<Record<string, unknown>>;

function statusOf(row: Row): string {
  const waits = textOf(row["WaitsFor"]);
  const status = textOf(row["Status"]);
  return waits === "" || status !== "running" ? status : `${status}, waits for ${waits}`;
}

function doneOf(row: Row): string {
  return `${textOf(row["Done"])} of ${textOf(row["Of"])}`;
}

function ofOne(row: Row): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [
    ["Name", textOf(row["Name"])],
    ["Status", statusOf(row)],
    ["Done", doneOf(row)],
  ];
  for (const name of ["Strategy", "Desired", "MaxSurge", "MaxUnavailable", "Wish", "StartTime", "UpdateTime"])
    rows.push([name, textOf(row[name]) || "-"]);
  return rows;
}
