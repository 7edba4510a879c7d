import { createRealRuntime } from "@tutti/runtime";
import { describe, expect, it } from "vitest";
import type { Output } from "../command/output.ts";
import { dispatch } from "../dispatch.ts";
import { AGENT_FLAGS } from "./agent/agent-flags.ts";
import { AGENT_COMMANDS } from "./table.ts";
import { OPTION_TEXT_KEYS, optionTextKey } from "./usage/option-texts.ts";

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
    delete    Removes data from the KV store
    export    Exports a tree from the KV store as JSON
    get       Retrieves or lists data from the KV store
    import    Imports a tree stored as JSON
    put       Sets or updates data in the KV store

tutti kv has no subcommand "gte".
`,
    });
  });

  it.each(entries.filter(([, { hidden }]) => hidden !== true))("%s describes what it takes", async (name) => {
    const { status, stdout, stderr } = await run([...name.split(" "), "-h"], "consul");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(new RegExp(`^Usage: consul ${name}( .*)?\n\n  \\S`));
    expect(stdout.split("\n").filter((line) => line.length > 80)).toEqual([]);
    // Below each option stands what it does.
    expect(stdout).not.toMatch(/^ {2}-\S+\n(?! {5}[A-Z])/m);
  });

  it("has no text for an option that no command has", async () => {
    const used = new Set<string>();
    for (const [name, entry] of entries) {
      const flags = name === "agent" ? AGENT_FLAGS : ((await entry.load()).command.flags ?? {});
      for (const flag of Object.keys(flags)) used.add(optionTextKey(name, flag) ?? "");
    }
    expect(OPTION_TEXT_KEYS.filter((key) => !used.has(key))).toEqual([]);
  });

  it("shows the options of a command by name, and what they are without", async () => {
    const { stdout } = await run(["kv", "get", "-help"]);
    expect(stdout).toContain(
      '\n  -recurse\n     All keys that begin so.\n\n  -separator=<string>\n     With -keys, or with -depth: where names are cut. The default is "/".\n',
    );
    expect(stdout).toContain("\n  -stale\n");
  });

  it.each(["event", "info", "members"])("%s knows nothing of servers", async (name) => {
    for (const flag of ["-stale", "-datacenter=dc1"]) {
      const { status, stderr } = await run([name, flag], "consul");
      const [named = ""] = flag.split("=");
      expect([status, stderr.split("\n")[0]]).toEqual([1, `flag provided but not defined: ${named}`]);
    }
  });

  it.each(["license", "snapshot agent", "connect proxy"])("%s says that it is not there", async (name) => {
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
