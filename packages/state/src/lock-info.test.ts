import { declareErrors } from "@tutti/errors";
import { RuntimeError } from "@tutti/runtime";
import { expect, it } from "vitest";
import { crc32 } from "./crc32.ts";
import { decodeLockInfo, encodeLockInfo, formatLockInfo, type LockInfo } from "./lock-info.ts";
import { formatProblems, ioProblem } from "./problem.ts";

const told = declareErrors({ a: "A", summary: "Summary" });

const INFO: LockInfo = {
  id: "7d3d",
  operation: "OperationTypeApply",
  info: "",
  who: 'me"@here',
  version: "1.11.4",
  created: "2026-05-06T07:08:09.120Z",
  path: "terraform.tfstate",
};

it("encodeLockInfo() writes Terraform's members in their order, and decodeLockInfo() reads them", () => {
  expect(encodeLockInfo(INFO)).toBe(
    '{"ID":"7d3d","Operation":"OperationTypeApply","Info":"","Who":"me\\"@here","Version":"1.11.4","Created":"2026-05-06T07:08:09.120Z","Path":"terraform.tfstate"}',
  );
  expect(decodeLockInfo(encodeLockInfo(INFO))).toEqual(INFO);
});

it.each(["", "{", "[]", "null", '"x"'])("decodeLockInfo(%j) finds nothing", (text) => {
  expect(decodeLockInfo(text)).toBeUndefined();
});

it("decodeLockInfo() leaves empty what is missing or no text", () => {
  expect(decodeLockInfo('{"ID":1,"Who":"x"}')).toEqual({
    id: "",
    operation: "",
    info: "",
    who: "x",
    version: "",
    created: "",
    path: "",
  });
});

const times: readonly [string, string][] = [
  ["2026-05-06T07:08:09.120Z", "2026-05-06 07:08:09.12 +0000 UTC"],
  ["2026-05-06T07:08:09.000Z", "2026-05-06 07:08:09 +0000 UTC"],
  ["2026-05-06T07:08:09Z", "2026-05-06 07:08:09 +0000 UTC"],
  ["2026-05-06T07:08:09.123456789Z", "2026-05-06 07:08:09.123456789 +0000 UTC"],
  ["yesterday", "yesterday"],
];
it.each(times)("formatLockInfo() shows the time %s as Go does", (created, shown) => {
  expect(formatLockInfo({ ...INFO, created })).toBe(
    `Lock Info:\n  ID:        7d3d\n  Path:      terraform.tfstate\n  Operation: OperationTypeApply\n  Who:       me"@here\n  Version:   1.11.4\n  Created:   ${shown}\n  Info:      \n`,
  );
});

it("crc32() is the one that everybody means", () => {
  expect(crc32("123456789")).toBe(0xcbf43926);
  expect(crc32("")).toBe(0);
});

it("formatProblems() makes one a line and several a list", () => {
  const problem = { ...told("a"), detail: "b." };
  expect(formatProblems([problem])).toBe("A: b.");
  expect(formatProblems([problem, problem])).toBe("2 problems:\n\n- A: b.\n- A: b.");
  expect(formatProblems([])).toBe("0 problems:\n\n");
});

const failures: readonly [string, string][] = [
  [
    "ENOSPC",
    "No space is left on the disk; free some and run the command again, nothing recorded is lost: /s",
  ],
  ["EACCES", "Permission is denied: /s"],
  ["EROFS", "The file system is read-only: /s"],
  ["EISDIR", "This is a directory: /s"],
  ["ENOENT", "no such file or directory: /s"],
  ["EWHAT", "the system's words: /s"],
];
it.each(failures)("ioProblem() says %s in words", (code, detail) => {
  expect(ioProblem(new RuntimeError(code, "/s", "the system's words"), told("summary"))).toEqual({
    ok: false,
    problems: [{ ...told("summary"), detail }],
  });
});

it("ioProblem() throws on what is a bug", () => {
  expect(() => ioProblem(new TypeError("bug"), told("summary"))).toThrow("bug");
});
