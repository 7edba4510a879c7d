/** Functions on times. */

import {
  FuncError,
  NUMBER,
  numberValue,
  parseDuration,
  STRING,
  stringValue,
  type Value,
} from "@tutti/values";
import { type Args, define, type FunctionGroup, textParam } from "../define.ts";
import type { FunctionScope } from "../scope.ts";
import { formatDate } from "./format-date.ts";
import { formatTimestamp, parseTimestamp, type Timestamp } from "./timestamp.ts";

/** Functions that format, move, compare and tell times. */
export function dateFunctions(scope: FunctionScope): FunctionGroup {
  const { planTimestamp } = scope;
  return {
    formatdate: define({
      description: "A timestamp in a format of one's own.",
      params: [textParam("format"), textParam("time")],
      returns: STRING,
      call: (args) => {
        const timestamp = timestampOf(args, 1, 1);
        if (timestamp instanceof FuncError) return timestamp;
        const out = formatDate(args.text(0), timestamp);
        return out instanceof FuncError ? out : stringValue(out);
      },
    }),
    timeadd: define({
      description: "A timestamp moved by a duration.",
      params: [textParam("timestamp"), textParam("duration")],
      returns: STRING,
      call: timeadd,
      nullable: true,
    }),
    timecmp: define({
      description: "-1, 0 or 1, by which of two timestamps is earlier.",
      params: [textParam("timestamp_a"), textParam("timestamp_b")],
      returns: NUMBER,
      call: (args) => {
        const a = timestampOf(args, 0, 0);
        if (a instanceof FuncError) return a;
        const b = timestampOf(args, 1, 1);
        if (b instanceof FuncError) return b;
        return numberValue(Math.sign(a.seconds - b.seconds || a.nanoseconds - b.nanoseconds) + 0);
      },
    }),
    timestamp: define({
      description: "The time now, in UTC.",
      returns: STRING,
      call: () => stringValue(formatTimestamp(utc(scope.now()))),
    }),
    ...(planTimestamp === undefined
      ? {}
      : {
          plantimestamp: define({
            description: "The time at which the plan was made, in UTC.",
            returns: STRING,
            call: () => stringValue(planTimestamp),
          }),
        }),
  };
}

function utc(milliseconds: number): Timestamp {
  return { seconds: Math.floor(milliseconds / 1000), nanoseconds: 0, offsetMinutes: 0 };
}

function timestampOf(args: Args, i: number, blamed?: number): Timestamp | FuncError {
  const parsed = parseTimestamp(args.text(i));
  return typeof parsed === "string" ? new FuncError(parsed, blamed) : parsed;
}

function timeadd(args: Args): Value | FuncError {
  const start = timestampOf(args, 0);
  if (start instanceof FuncError) return start;
  const duration = parseDuration(args.text(1));
  if (!duration.ok) return new FuncError(duration.text);
  const total = BigInt(start.seconds) * 1_000_000_000n + BigInt(start.nanoseconds) + duration.exactNs;
  const rest = ((total % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  return stringValue(
    formatTimestamp({
      seconds: Number((total - rest) / 1_000_000_000n),
      nanoseconds: Number(rest),
      offsetMinutes: start.offsetMinutes,
    }),
  );
}
