import { describe, expect, test } from "vitest";
import { buildTexts, builtOf, MINIMAL } from "../../testkit/built-config.ts";

const ACL = "acl { enabled = true }";
const sink = (...lines: readonly string[]): string =>
  ['type = "file"', 'format = "json"', 'path = "/log/audit.json"', "rotate_bytes = 100", ...lines].join("\n");
const audit = (name: string, text: string): string =>
  `audit { enabled = true\n sink "${name}" {\n${text}\n} }`;

describe("audit", () => {
  test.each<[string, readonly string[], unknown]>([
    ["nothing is said", [], []],
    ["it is off", [`audit { enabled = false\n sink "a" { } }`], []],
    [
      "one file",
      [ACL, audit("a", sink())],
      [
        {
          path: "/log/audit.json",
          rotateBytes: 100,
          rotateMs: Infinity,
          filesMax: 0,
          mode: 0o600,
          of: "audit",
        },
      ],
    ],
    [
      "all that can be said",
      [
        ACL,
        audit(
          "a",
          `${sink()}\nrotate_duration = "24h"\nrotate_max_files = 15\nmode = "0640"\ndelivery_guarantee = "best-effort"`,
        ),
      ],
      [
        {
          path: "/log/audit.json",
          rotateBytes: 100,
          rotateMs: 86_400_000,
          filesMax: 15,
          mode: 0o640,
          of: "audit",
        },
      ],
    ],
    [
      "two files, each in a file of its own",
      [ACL, audit("a", sink()), audit("b", sink().replace("audit", "other"))],
      [{ path: "/log/audit.json" }, { path: "/log/other.json" }],
    ],
  ])("%s", (_, texts, wanted) => {
    expect(builtOf([MINIMAL, ...texts]).agent.audit).toMatchObject(wanted as object);
  });

  test.each<[string, readonly string[], string]>([
    [
      "no access control",
      [audit("a", sink())],
      "audit.enabled requires acl.enabled: without tokens nobody could be named",
    ],
    [
      "no sink",
      [ACL, "audit { enabled = true }"],
      "audit.enabled requires a sink: add one with type, format and path",
    ],
    [
      "another type",
      [ACL, audit("a", sink().replace('"file"', '"syslog"'))],
      'audit.sink["a"]: type must be "file", not "syslog"',
    ],
    [
      "no type",
      [ACL, audit("a", sink().replace(/type.*\n/, ""))],
      'audit.sink["a"]: type must be "file", not ""',
    ],
    [
      "another format",
      [ACL, audit("a", sink().replace('"json"', '"text"'))],
      'audit.sink["a"]: format must be "json", not "text"',
    ],
    [
      "a promise that is not kept",
      [ACL, audit("a", sink('delivery_guarantee = "enforced"'))],
      'audit.sink["a"]: delivery_guarantee must be "best-effort", not "enforced"',
    ],
    [
      "a folder",
      [ACL, audit("a", sink().replace("/log/audit.json", "/log/"))],
      'audit.sink["a"]: path must name a file: its folder, and what the files are called after',
    ],
    [
      "rights that are none",
      [ACL, audit("a", sink('mode = "rw"'))],
      'audit.sink["a"]: mode must be three octal digits, as "0600", not "rw"',
    ],
    [
      "a file without an end",
      [ACL, audit("a", sink().replace(/rotate.*/, ""))],
      'audit.sink["a"]: rotate_duration or rotate_bytes must be set: a file that is never ended fills the disk',
    ],
    [
      "one file for two",
      [ACL, audit("a", sink()), audit("b", sink())],
      'audit.sink["b"]: path is that of another sink',
    ],
  ])("refuses %s", (_, texts, wanted) => {
    expect(buildTexts([MINIMAL, ...texts])).toBe(wanted);
  });
});
