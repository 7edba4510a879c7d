import {
  attributePath,
  block,
  computed,
  type DataDefinition,
  isRecord,
  optional,
  type Plain,
  ProviderFailure,
  required,
} from "@tutti/plugin";
import type { Runtime } from "@tutti/runtime";
import { listType, mapType, STRING } from "@tutti/values";
import { invalidValue } from "../attribute-rules.ts";
import { utilityError } from "../errors.ts";
import { endOf, runProgram } from "../run-program.ts";

type Kind = ReturnType<typeof utilityError>;

/** `external`: a program reads an object of texts as JSON and writes one. */
export const EXTERNAL: DataDefinition<Runtime> = {
  block: block({
    id: computed(STRING, { description: 'Always "-".' }),
    program: required(listType(STRING), {
      description: "The program and its arguments; no shell reads them.",
    }),
    query: optional(mapType(STRING), { description: "What the program reads, as a JSON object." }),
    result: computed(mapType(STRING), { description: "What it writes." }),
    working_dir: optional(STRING, { description: "Where it runs; by default here." }),
  }),
  validate: (config) => {
    const list = config.plain("program");
    return Array.isArray(list) && list.length === 0
      ? [invalidValue("program", "Attribute program list must contain at least 1 elements, got: 0")]
      : [];
  },
  async read(config, { client, signal }) {
    const [program, ...args] = config.strings("program").filter((text) => text !== "");
    if (program === undefined)
      throw failure(
        utilityError("external-program-missing"),
        "The data source was configured without a program to execute. Verify the configuration contains at least one non-empty value.",
      );
    const input = JSON.stringify(Object.fromEntries([...config.map("query")].sort()));
    const directory = config.string("working_dir");
    const ended = await runProgram({ program, args, directory, input }, client, signal, (reason) =>
      failure(
        utilityError("external-program-lookup-failed"),
        `No program can be started by this name. One of the PATH is found by its name; for one that lies beside the configuration write "\${path.module}/" before it. It must be executable.\n\nProgram: ${program}\nError: ${reason}`,
      ),
    );
    if (ended.exitCode !== 0) {
      const told =
        ended.stderr === ""
          ? "The program was executed, however it returned no additional error messaging."
          : `Error Message: ${ended.stderr}`;
      throw failure(
        utilityError("external-program-execution-failed"),
        `The data source received an unexpected error while attempting to execute the program.\n\nProgram: ${program}\n${told}\nState: ${endOf(ended)}`,
      );
    }
    return { id: "-", result: textsOf(ended.stdout, program) };
  },
};

function textsOf(output: string, program: string): Readonly<Record<string, string>> {
  const refuse = (why: string): never => {
    throw failure(
      utilityError("unexpected-external-program-results"),
      `Program output must be a JSON encoded map of string keys and string values.\n\nProgram: ${program}\nResult Error: ${why}`,
    );
  };
  let parsed: Plain;
  try {
    parsed = JSON.parse(output);
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error));
  }
  if (parsed !== null && !isRecord(parsed)) return refuse("it is no object");
  const texts: Record<string, string> = {};
  for (const [key, value] of Object.entries(parsed ?? {})) {
    // As Go reads it: null is the empty text.
    if (typeof value !== "string" && value !== null) return refuse(`the value of "${key}" is no text`);
    texts[key] = value ?? "";
  }
  return texts;
}

function failure(kind: Kind, detail: string): ProviderFailure {
  return new ProviderFailure(kind, detail, { path: attributePath("program") });
}
