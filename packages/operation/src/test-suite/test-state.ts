import type { Runtime } from "@tutti/runtime";
import { DEFAULT_BACKEND, DEFAULT_WORKSPACE, noSettings, type StateHandle } from "@tutti/state";
import { STATE_READER } from "../backend/open-backend.ts";
import { dataDirectory } from "../configuration/workspace.ts";

/** Where states of tests are kept while they run: what a killed test leaves is found by the next one. */
export function testStateFolder(runtime: Runtime): string {
  return `${dataDirectory(runtime)}/tests`;
}

/** Where those of one file are. */
export function testFileFolder(runtime: Runtime, file: string): string {
  return `${testStateFolder(runtime)}/${encodeURIComponent(file)}`;
}

/** The state of one file under one key. */
export function openTestState(runtime: Runtime, file: string, key: string): StateHandle {
  const state = `${testFileFolder(runtime, file)}/${encodeURIComponent(key) || "main"}.tfstate`;
  const files = { state, stateOut: state, backup: "-" };
  return DEFAULT_BACKEND.create({ runtime, reader: STATE_READER, files }, noSettings(DEFAULT_BACKEND)).open(
    DEFAULT_WORKSPACE,
  );
}
