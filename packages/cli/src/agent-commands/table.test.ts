import { describe, expect, it } from "vitest";
import { AGENT_COMMANDS } from "./table.ts";

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
