import { describe, expect, test } from "vitest";
import { formatLogLine, LOG_LEVEL_NAMES, parseLogLevel } from "./log-line.ts";

const atMs = Date.UTC(2026, 0, 2, 3, 4, 5, 6);

test.each([
  ["info", false, "2026-01-02T03:04:05.006Z [INFO]  dns: a question\n"],
  ["warn", false, "2026-01-02T03:04:05.006Z [WARN]  dns: a question\n"],
  ["error", false, "2026-01-02T03:04:05.006Z [ERROR] dns: a question\n"],
  [
    "error",
    true,
    '{"@level":"error","@message":"a question","@module":"dns","@timestamp":"2026-01-02T03:04:05.006Z"}\n',
  ],
] as const)("a line of %s, JSON: %s", (level, json, wanted) =>
  expect(formatLogLine({ level, atMs, text: "dns: a question" }, json)).toBe(wanted),
);

test.each(["no module: in it", "a\nline: x"])("in JSON %j is the agent's own word", (text) =>
  expect(JSON.parse(formatLogLine({ level: "info", atMs, text }, true))).toMatchObject({
    "@module": "agent",
    "@message": text,
  }),
);

test.each([
  ["a\u001b[2J\u0007\rz", "a\\u001b[2J\\u0007\\rz"],
  ["a\n2026-01-02T03:04:05.006Z [INFO]  b", "a\\n2026-01-02T03:04:05.006Z [INFO]  b"],
  ["a\u202eb\u2028\u009b1m\u007f", "a\\u202eb\\u2028\\u009b1m\\u007f"],
])("%j is one line, and plays with no terminal", (name, shown) => {
  const line = { level: "info", atMs, text: `agent: ${name}` } as const;
  expect(formatLogLine(line, false)).toBe(`2026-01-02T03:04:05.006Z [INFO]  agent: ${shown}\n`);
  const json = formatLogLine(line, true);
  expect(json).toMatch(/^[ -~]*\n$/);
  expect(JSON.parse(json)).toMatchObject({ "@message": name });
});

describe("levels", () => {
  test.each([
    ["TRACE", "trace"],
    ["debug", "debug"],
    ["Info", "info"],
    ["WARN", "warn"],
    ["ERR", "error"],
    ["error", "error"],
    ["warning", undefined],
    ["", undefined],
  ])("%j is %s", (name, level) => expect(parseLogLevel(name)).toBe(level));

  test("are told in their order", () =>
    expect(LOG_LEVEL_NAMES.join(" ")).toBe("TRACE DEBUG INFO WARN ERR ERROR"));
});
