import { RuntimeError } from "@tutti/runtime";
import { describe, expect, it } from "vitest";
import type { FunctionFiles } from "../scope.ts";
import { type DataFiles, KEPT_BYTES_MAX, KeptFiles } from "./data-files.ts";

/** Files in memory that a test may change. */
function disk(files: Map<string, Uint8Array>): FunctionFiles {
  return {
    readFile(path) {
      const bytes = files.get(path);
      if (bytes === undefined) throw new RuntimeError("ENOENT", path, "no such file or directory");
      return bytes;
    },
    stat: (path) => (files.has(path) ? { kind: "file" } : undefined),
    list: () => [...files.keys()].map((name) => ({ name })),
  };
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const codeOf = (work: () => unknown): string => {
  try {
    work();
    return "no error";
  } catch (error) {
    return error instanceof RuntimeError ? error.code : String(error);
  }
};

describe("KeptFiles", () => {
  it("gives what was read once, though the files change or go", () => {
    const files = new Map([["x", text("one")]]);
    const plan = new KeptFiles(disk(files));
    plan.readFile("x");
    plan.stat("x");
    plan.stat("no");
    plan.list(".");
    codeOf(() => plan.readFile("no"));
    files.clear();
    files.set("no", text("new"));
    const apply = new KeptFiles(disk(files), plan.kept);
    expect(apply.readFile("x")).toEqual(text("one"));
    expect(apply.stat("x")).toEqual({ kind: "file" });
    expect(apply.stat("no")).toBeUndefined();
    expect(apply.list(".")).toEqual([{ name: "x" }]);
    expect(codeOf(() => apply.readFile("no"))).toBe("ENOENT");
  });

  it.each([
    { rule: "all", found: true, missing: true },
    { rule: "found", found: true, missing: false },
    { rule: "nothing", found: false, missing: false },
  ] as const)("keeps by the rule $rule", ({ rule, found, missing }) => {
    const keeper = new KeptFiles(disk(new Map([["x", text("one")]])));
    keeper.during(rule, () => {
      keeper.readFile("x");
      keeper.stat("x");
      keeper.stat("no");
      codeOf(() => keeper.readFile("no"));
    });
    const { files, kinds }: DataFiles = keeper.kept;
    expect([files.has("x"), kinds.has("x")]).toEqual([found, found]);
    expect([files.has("no"), kinds.has("no")]).toEqual([missing, missing]);
    keeper.stat("late");
    expect(keeper.kept.kinds.has("late")).toBe(true);
  });

  it("keeps the digest of a large file, and refuses another in its place", () => {
    const files = new Map<string, Uint8Array>([["big", new Uint8Array(KEPT_BYTES_MAX + 1)]]);
    const plan = new KeptFiles(disk(files));
    plan.readFile("big");
    expect(plan.kept.files.get("big")?.kind).toBe("digest");
    expect(new KeptFiles(disk(files), plan.kept).readFile("big").length).toBe(KEPT_BYTES_MAX + 1);
    files.set("big", text("other"));
    expect(codeOf(() => new KeptFiles(disk(files), plan.kept).readFile("big"))).toBe("ECHANGED");
  });
});
