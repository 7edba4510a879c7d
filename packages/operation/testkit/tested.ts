import type { VariableArgument } from "@tutti/config";
import { type Diagnostic, hasErrors } from "@tutti/hcl";
import { NO_HOST_SETTINGS } from "@tutti/modules";
import { installModules, runTests, type TestEvent, type TestOutcome } from "../src/index.ts";
import { createFolder, type Folder, lines } from "./folder.ts";

/** What a suite of tests told. */
export interface Told extends TestOutcome {
  readonly events: readonly TestEvent[];
  /** What the suite said before it began; it did not begin where something is wrong. */
  readonly diagnostics: readonly Diagnostic[];
}

/** How the tests of a folder are run. */
export interface TestOptions {
  readonly variables?: readonly VariableArgument[];
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: TestEvent) => void;
}

/** Runs the tests of a folder. */
export async function testFolder(
  { host, until }: Folder,
  { variables = [], signal, onEvent }: TestOptions = {},
): Promise<Told> {
  const { config, tests, runs, diagnostics } = await until(
    installModules({ runtime: host, upgrade: false, settings: async () => NO_HOST_SETTINGS }),
  );
  if (config === undefined || hasErrors(diagnostics)) throw new Error(lines(diagnostics).join("\n"));
  const events: TestEvent[] = [];
  const outcome = await until(
    runTests({
      runtime: host,
      config,
      files: tests,
      runs,
      variables,
      ...(signal === undefined ? {} : { signal }),
      onEvent(event) {
        events.push(event);
        onEvent?.(event);
      },
    }),
  );
  return { ...outcome, events, diagnostics: [...diagnostics, ...outcome.diagnostics] };
}

/** Of a new folder with these files. */
export async function told(files: Readonly<Record<string, string>>, options?: TestOptions): Promise<Told> {
  return testFolder(await createFolder(files), options);
}
