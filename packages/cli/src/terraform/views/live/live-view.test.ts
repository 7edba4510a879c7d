import { describe, expect, test } from "vitest";
import { createScreen } from "../../../../testkit/screen.ts";
import { createTerminal, type RunOptions, type Terminal } from "../../../../testkit/terminal.ts";

/** A chain and something beside it; each takes five seconds to make. */
const CONFIG = `
resource "terraform_data" "a" {
  provisioner "local-exec" { command = "slow" }
}
resource "terraform_data" "b" {
  input = terraform_data.a.id
  provisioner "local-exec" { command = "slow" }
}
resource "terraform_data" "c" {
  count = 2
  input = terraform_data.b.id
}
resource "terraform_data" "d" {
  provisioner "local-exec" { command = "slow" }
}
`;

async function open(variables: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const terminal = createTerminal({ NO_COLOR: "1", ...variables });
  const { host } = terminal;
  host.processes.install("/bin/sh", async () => {
    await host.clock.sleep(5_000);
    return { exitCode: 0 };
  });
  await terminal.write({ "main.tf": CONFIG });
  return terminal;
}

interface Watched {
  readonly status: number;
  /** What stands on the screen at the end. */
  readonly left: readonly string[];
  /** What stood at the foot, in order, each once. */
  readonly feet: readonly string[];
}

/** Runs at a terminal, and looks at the screen after each write. */
async function watch(terminal: Terminal, line: string, options: RunOptions = {}): Promise<Watched> {
  const screen = createScreen(100, 60);
  const feet: string[] = [];
  const { status } = await terminal.run(line, {
    product: "tutti",
    interactive: true,
    ...options,
    onOutput(text) {
      screen.write(text);
      const at = screen.lines.findLastIndex(
        (one) => one !== "" && !/^( {2}(terraform_data|and )|\w+ing( \[|$))/.test(one),
      );
      const foot = screen.lines
        .slice(at + 1)
        .filter((one) => one !== "")
        .join("\n");
      if (foot !== "" && feet.at(-1) !== foot) feet.push(foot);
    },
  });
  return { status, left: screen.lines, feet };
}

const withoutIds = (text: string): string => text.replaceAll(/\[id=[^\]]*\]/g, "[id=ID]");

describe("at a terminal", () => {
  test("what runs stands at the foot, with what waits for it and how far all is", async () => {
    const { status, feet } = await watch(await open(), "apply -auto-approve");
    expect(status).toBe(0);
    expect(feet).toContain(
      "  terraform_data.a: creating 3s (3 wait for it), provisioning with local-exec\n" +
        "  terraform_data.d: creating 3s, provisioning with local-exec\n" +
        "Applying [            ] 0 of 5 done, 2 running, 3 waiting",
    );
    expect(feet).toContain(
      "  terraform_data.b: creating 1s (2 wait for it), provisioning with local-exec\n" +
        "Applying [====        ] 2 of 5 done, 1 running, 2 waiting, about 9s left",
    );
  });

  test("it leaves nothing behind", async () => {
    const lines = async (options: RunOptions): Promise<readonly string[]> =>
      (await watch(await open(), "apply -auto-approve", options)).left.map(withoutIds).sort();
    expect(await lines({})).toEqual(await lines({ interactive: false }));
  });

  test("a question stands alone", async () => {
    const { left, status } = await watch(await open(), "apply", { stdin: "no\n" });
    expect(status).toBe(1);
    expect(left.slice(-2)).toEqual(["  Enter a value: ", "Apply cancelled."]);
  });

  test("refreshed objects are counted", async () => {
    const terminal = await open();
    await watch(terminal, "apply -auto-approve");
    const { feet } = await watch(terminal, "plan");
    for (const foot of feet)
      expect(foot).toMatch(/^(Preparing|(.*\n)*Planning \[=* *\] \d of 5 refreshed.*)$/);
  });
});

const WITHOUT: readonly (readonly [string, Readonly<Record<string, string>>, string, RunOptions])[] = [
  ["called terraform", {}, "", { product: "terraform" }],
  ["in a pipe", {}, "", { interactive: false }],
  ["in automation", { TF_IN_AUTOMATION: "1" }, "", {}],
  ["on a terminal that cannot move its cursor", { TERM: "dumb" }, "", {}],
  ["with -no-color", {}, " -no-color", {}],
  ["with -json", {}, " -json", {}],
];

test.each(WITHOUT)("%s there is no foot", async (_, variables, flags, options) => {
  let all = "";
  const terminal = await open(variables);
  const { status } = await terminal.run(`apply -auto-approve${flags}`, {
    product: "tutti",
    interactive: true,
    ...options,
    onOutput: (text) => {
      all += text;
    },
  });
  expect(status).toBe(0);
  expect(all).not.toContain("Applying [");
  expect(all).not.toContain("\u001b[1A");
});
