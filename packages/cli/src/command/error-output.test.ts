import { expect, test } from "vitest";
import { cliError } from "../errors.ts";
import { createErrorOutput, type ErrorOutput } from "./error-output.ts";

interface Heard {
  readonly stderr: ErrorOutput;
  readonly texts: readonly unknown[];
  readonly logged: readonly unknown[];
}

function listen(): Heard {
  const texts: unknown[] = [];
  const logged: unknown[] = [];
  const output = {
    isTerminal: true,
    width: 40,
    height: 24,
    write: (text: string | Uint8Array) => void texts.push(text),
  };
  const log = { write: (...entry: readonly unknown[]) => void logged.push(entry) };
  return { stderr: createErrorOutput(output, log), texts, logged };
}

const KIND = cliError("chdir-failed", "x", "no such file or directory");
const SUMMARY = "Error handling -chdir option: chdir x: no such file or directory";

test.each<[string, (stderr: ErrorOutput) => unknown, unknown, readonly unknown[], readonly unknown[]]>([
  [
    "an error in its own words",
    (stderr) => stderr.error(KIND),
    1,
    [`${SUMMARY}\n`],
    [["error", "diagnostic", { code: "chdir-failed" }]],
  ],
  [
    "an error in other words, of a place",
    (stderr) =>
      stderr.error({ ...KIND, address: "a.b", subject: { filename: "f", start: { line: 3 } } }, "text"),
    1,
    ["text"],
    [["error", "diagnostic", { code: "chdir-failed", address: "a.b", at: "f:3" }]],
  ],
  [
    "a warning",
    (stderr) => stderr.warning(KIND),
    undefined,
    [`${SUMMARY}\n`],
    [["warn", "diagnostic", { code: "chdir-failed" }]],
  ],
  [
    "a warning in other words",
    (stderr) => stderr.warning(KIND, "w"),
    undefined,
    ["w"],
    [["warn", "diagnostic", { code: "chdir-failed" }]],
  ],
  ["a note", (stderr) => stderr.note("usage"), undefined, ["usage"], []],
])("%s", (_, tell, status, texts, logged) => {
  const heard = listen();
  expect(tell(heard.stderr)).toBe(status);
  expect(heard.texts).toEqual(texts);
  expect(heard.logged).toEqual(logged);
  expect([heard.stderr.isTerminal, heard.stderr.width]).toEqual([true, 40]);
});

test("an error without a declared kind does not compile", () => {
  const { stderr, texts } = listen();
  const tries = [
    // @ts-expect-error: a text is no kind
    () => stderr.error("text"),
    // @ts-expect-error: a code that is not declared
    () => stderr.error({ code: "made-up", summary: "text" }),
    // @ts-expect-error: nothing is written past the kinds
    () => stderr.write("text"),
  ];
  expect(tries).toHaveLength(3);
  expect(texts).toEqual([]);
});

test("without a log only the text is told", () => {
  const texts: unknown[] = [];
  const stderr = createErrorOutput({
    isTerminal: false,
    width: 78,
    height: 24,
    write: (text) => void texts.push(text),
  });
  expect(stderr.error(KIND, "e")).toBe(1);
  stderr.warning(KIND, "w");
  expect(texts).toEqual(["e", "w"]);
});
