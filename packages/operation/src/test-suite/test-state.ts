import type { Runtime } from "@tutti/runtime";
import {
  DEFAULT_BACKEND,
  DEFAULT_WORKSPACE,
  noSettings,
  type StateHandle,
  type StateSeal,
  UNSEALED,
} from "@tutti/state";
import { STATE_READER } from "../backend/open-backend.ts";
import { dataDirectory } from "../data-directory.ts";

/** Where states of tests are kept while they run: what a killed test leaves is found by the next one. */
function testStateFolder(runtime: Runtime): string {
  return `${dataDirectory(runtime)}/tests`;
}

/** Where those of one file are. */
export function testFileFolder(runtime: Runtime, file: string): string {
  return `${testStateFolder(runtime)}/${encodeURIComponent(file)}`;
}

/** The state of one file under one key. */
export function openTestState(
  runtime: Runtime,
  file: string,
  key: string,
  seal: StateSeal = UNSEALED,
): StateHandle {
  const state = `${testFileFolder(runtime, file)}/${nameOf(key)}${SUFFIX}`;
  const files = { state, stateOut: state, backup: "-" };
  return DEFAULT_BACKEND.create(
    { runtime, reader: STATE_READER, files, seal },
    noSettings(DEFAULT_BACKEND),
  ).open(DEFAULT_WORKSPACE);
}

/** The keys under which there are states of one file, or only the journals of some, in their order. */
export async function testStateKeys(runtime: Runtime, file: string): Promise<readonly string[]> {
  const folder = testFileFolder(runtime, file);
  if ((await runtime.disk.stat(folder)) === undefined) return [];
  const keys = new Set<string>();
  for (const { name } of await runtime.disk.list(folder)) {
    const [, journaled, alone] = /^(?:\.(.+)\.tfstate\.journal|(.+)\.tfstate)$/.exec(name) ?? [];
    const key = keyOf(journaled ?? alone ?? "");
    if (key !== undefined) keys.add(key);
  }
  return [...keys].sort();
}

const SUFFIX = ".tfstate";
/** The file of the module beside the tests, whose key is the empty text. */
const MAIN = "main";

/** Another name for each key, and each can be the name of a file. */
function nameOf(key: string): string {
  if (key === "") return MAIN;
  return key === MAIN ? "%6Dain" : encodeURIComponent(key);
}

/** The key of a name that `nameOf` gave; others are not ours. */
function keyOf(name: string): string | undefined {
  if (name === MAIN) return "";
  try {
    const key = decodeURIComponent(name);
    return nameOf(key) === name ? key : undefined;
  } catch {
    return undefined;
  }
}
