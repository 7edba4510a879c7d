import { expect, test } from "vitest";
import type { FileFlags } from "../../backend.ts";
import { historyPath, journalPath, type LocalPlaces, lockInfoPath, statePaths } from "./state-paths.ts";

const S = "terraform.tfstate";

test.each<[string, string, LocalPlaces, FileFlags, string, string, string | undefined]>([
  ["by itself", "default", {}, {}, S, S, `${S}.backup`],
  ["a path", "default", { path: "p" }, {}, "p", "p", "p.backup"],
  ["an empty path", "default", { path: "" }, {}, S, S, `${S}.backup`],
  ["another workspace", "w", { path: "p" }, {}, `${S}.d/w/${S}`, `${S}.d/w/${S}`, `${S}.d/w/${S}.backup`],
  ["a folder for it", "w", { workspaceDirectory: "d" }, {}, `d/w/${S}`, `d/w/${S}`, `d/w/${S}.backup`],
  [
    "an empty folder",
    "w",
    { workspaceDirectory: "" },
    {},
    `${S}.d/w/${S}`,
    `${S}.d/w/${S}`,
    `${S}.d/w/${S}.backup`,
  ],
  ["-state", "w", { path: "p" }, { state: "s" }, "s", "s", "s.backup"],
  ["-state-out", "default", { path: "p" }, { stateOut: "o" }, "p", "o", "o.backup"],
  ["both", "default", {}, { state: "s", stateOut: "o" }, "s", "o", "o.backup"],
  ["both empty", "default", { path: "p" }, { state: "", stateOut: "", backup: "" }, "p", "p", "p.backup"],
  ["-backup", "default", {}, { backup: "b" }, S, S, "b"],
  ["-backup=-", "default", {}, { backup: "-" }, S, S, undefined],
  ["by the time", "default", {}, { state: "s", stateOut: "o", backupSeconds: 9 }, "s", "o", "o.9.backup"],
  ["by the time, never none", "default", {}, { backup: "-", backupSeconds: 9 }, S, S, `${S}.9.backup`],
  ["by the time, with a name", "default", {}, { backup: "b", backupSeconds: 9 }, S, S, "b"],
])("where a state lies: %s", (_, workspace, places, flags, read, write, backup) =>
  expect(statePaths(workspace, places, flags)).toEqual({ read, write, backup }),
);

test("what belongs to a state lies beside it, and is named after it", () => {
  const path = "d/s.tfstate";
  expect([lockInfoPath(path), journalPath(path), historyPath(path)]).toEqual([
    "d/.s.tfstate.lock.info",
    "d/.s.tfstate.journal",
    "d/.s.tfstate.history",
  ]);
});
