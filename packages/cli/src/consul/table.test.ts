import { createRealRuntime } from "@tutti/runtime";
import { describe, expect, it } from "vitest";
import type { Output } from "../command/output.ts";
import { dispatch } from "../dispatch.ts";
import { AGENT_COMMANDS } from "./table.ts";

async function run(
  words: readonly string[],
  product: "tutti" | "consul" = "tutti",
): Promise<{ status: number; stdout: string; stderr: string }> {
  const written = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr"): Output => ({
    write(text) {
      written[name] += String(text);
    },
    isTerminal: false,
    width: 78,
    height: 24,
  });
  const status = await dispatch({
    words,
    product,
    stdin: { isTerminal: false, readAll: async () => new Uint8Array(), readLine: async () => undefined },
    stdout: output("stdout"),
    stderr: output("stderr"),
    variable: () => undefined,
    changeDirectory: () => {},
    createRuntime: async () => createRealRuntime(),
  });
  return { status, ...written };
}

describe("AGENT_COMMANDS", () => {
  const entries = Object.entries(AGENT_COMMANDS);

  it.each(entries)("%s loads what it names", async (_, entry) => {
    const { command } = await entry.load();
    expect([typeof command.run, command.summary === "", entry.summary === ""]).toEqual([
      "function",
      false,
      false,
    ]);
  });

  it("shows the commands below one, and which word was none", async () => {
    expect(await run(["kv", "gte"])).toEqual({
      status: 1,
      stdout: "",
      stderr: `Usage: tutti kv <subcommand> [options] [args]

  Interact with the key-value store.

Subcommands:

  delete  Removes data from the KV store
  export  Exports a tree from the KV store as JSON
  get     Retrieves or lists data from the KV store
  import  Imports a tree stored as JSON
  put     Sets or updates data in the KV store

tutti kv has no subcommand "gte".
`,
    });
  });

  it("lists the options of a command by name", async () => {
    const { status, stdout } = await run(["kv", "get", "-help"]);
    expect(status).toBe(0);
    expect(stdout).toContain("\nCommand options:\n\n  -base64\n  -detailed\n  -keys\n  -recurse\n");
    expect(stdout).toContain('  -separator=<string> (default "/")\n\nHTTP API options:\n');
  });

  it.each(["debug", "exec", "login", "connect proxy"])("%s says that it is not there", async (name) => {
    // Under our own name `login` is Terraform's.
    const { status, stderr } = await run(name.split(" "), "consul");
    expect(status).toBe(1);
    expect(stderr).toMatch(new RegExp(`^This version of Consul has no "${name}" command: .+\\.\n$`));
  });

  it("has a command above every subcommand", () => {
    const orphans = entries
      .map(([name]) => name)
      .filter((name) => {
        const above = name.slice(0, name.lastIndexOf(" "));
        return name.includes(" ") && !Object.hasOwn(AGENT_COMMANDS, above);
      });
    expect(orphans).toEqual([]);
  });
});
