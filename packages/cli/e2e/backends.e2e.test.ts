/** What a user does with states on servers: on every kind of server the same. */

import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { STATE_SERVERS, type StateServer } from "./state-servers.ts";
import { must, project, run, start, write } from "./tutti.ts";

const MAIN = `
resource "terraform_data" "a" { input = "one" }
output "said" { value = terraform_data.a.output }
`;
const APPLY = ["apply", "-no-color", "-input=false", "-auto-approve"];
const CLEAN = ["plan", "-no-color", "-input=false", "-detailed-exitcode"];
const JOURNAL = /^\.terraform\.tfstate\.[0-9a-f]{16}\.journal$/;
const TIMEOUT_MS = 180_000;

let count = 0;
function place(): string {
  count += 1;
  return `own${count}`;
}

const journals = (folder: string): readonly string[] =>
  readdirSync(folder).filter((name) => JOURNAL.test(name));

describe.each(STATE_SERVERS)("states on $type", ({ type, missing, workspaces, start: begin }) => {
  let server: StateServer;
  beforeAll(async () => {
    if (missing === undefined) server = await begin();
  }, 60_000);
  afterAll(() => server?.stop());
  const title = (text: string): string => (missing === undefined ? text : `${text} (${missing})`);
  const rule = (text: string, check: () => Promise<void>): void =>
    test.skipIf(missing !== undefined)(title(text), check, TIMEOUT_MS);

  async function initialised(main = MAIN, at = place()): Promise<string> {
    const folder = project({ "backend.tf": server.block(at), "main.tf": main });
    await must(folder, ["init", "-no-color"]);
    return folder;
  }

  rule("are brought from files and back, pulled and pushed", async () => {
    const folder = project({ "main.tf": MAIN });
    await must(folder, ["init", "-no-color"]);
    await must(folder, APPLY);
    const before = readFileSync(join(folder, "terraform.tfstate"), "utf8");
    const at = place();
    write(folder, { "backend.tf": server.block(at) });
    expect((await run(folder, CLEAN)).stderr).toContain("Backend initialization required");
    await must(folder, ["init", "-no-color", "-migrate-state", "-force-copy"]);
    rmSync(join(folder, "terraform.tfstate"));
    await must(folder, CLEAN);
    const pulled = await must(folder, ["state", "pull"]);
    expect(pulled.stdout.trim()).toBe(before.trim());
    writeFileSync(join(folder, "pulled.tfstate"), pulled.stdout);
    const other = await initialised();
    await must(other, ["state", "push", join(folder, "pulled.tfstate")]);
    await must(other, CLEAN);
    await must(other, APPLY);
    expect(readdirSync(other).filter((name) => name.includes("tfstate"))).toEqual([]);
    rmSync(join(folder, "backend.tf"));
    await must(folder, ["init", "-no-color", "-migrate-state"]);
    expect(readFileSync(join(folder, "terraform.tfstate"), "utf8")).toBe(before);
  });

  rule("are read by terraform_remote_state", async () => {
    const at = place();
    await must(await initialised(MAIN, at), APPLY);
    const [, settings = ""] = /backend "[a-z0-9]+" (\{.*\})\n\}/s.exec(server.block(at)) ?? [];
    const reader = project({
      "main.tf": `
data "terraform_remote_state" "there" {
  backend = "${type}"
  config  = ${settings}
}
output "read" { value = data.terraform_remote_state.there.outputs.said }
`,
    });
    await must(reader, ["init", "-no-color"]);
    const applied = await must(reader, APPLY);
    expect(applied.stdout).toContain('read = "one"');
  });

  test.skipIf(missing !== undefined || !workspaces)(
    title("have workspaces that come and go"),
    async () => {
      const folder = await initialised();
      await must(folder, APPLY);
      await must(folder, ["workspace", "new", "blue"]);
      expect((await run(folder, CLEAN)).status).toBe(2);
      await must(folder, APPLY);
      await must(folder, ["workspace", "select", "default"]);
      const refused = await run(folder, ["workspace", "delete", "-no-color", "blue"]);
      expect(refused.status).toBe(1);
      await must(folder, ["workspace", "delete", "-force", "blue"]);
      expect((await must(folder, ["workspace", "list"])).stdout).toBe("* default\n\n");
      await must(folder, CLEAN);
    },
    TIMEOUT_MS,
  );

  const slow = `
resource "terraform_data" "a" { input = "one" }
resource "terraform_data" "slow" {
  input = terraform_data.a.id
  provisioner "local-exec" { command = "echo begun; while [ ! -e go ]; do sleep 0.05; done" }
}
`;

  rule("lose nothing of an apply that was killed", async () => {
    const folder = await initialised(slow);
    const killed = start(folder, APPLY, { ownGroup: true });
    await killed.saw("begun");
    process.kill(-(killed.child.pid ?? 0), "SIGKILL");
    await killed.ended;
    expect(journals(folder)).toHaveLength(1);
    const made = /terraform_data\.a: Creation complete after \S+ \[id=([^\]]*)\]/.exec(
      (await killed.ended).stdout,
    )?.[1];
    writeFileSync(join(folder, "go"), "");
    const first = await run(folder, APPLY);
    // PostgreSQL gives locks back with the connection, an agent with the session; the others know of no holder.
    if (type !== "pg" && type !== "consul") expect(first.status).toBe(1);
    if (type === "pg") expect(first.status).toBe(0);
    if (first.status !== 0) {
      expect(first.stderr).toContain("Error acquiring the state lock");
      // The lock of the killed one is still there: its ID is told, and with it the lock is given back.
      const id = /ID: +(\S+)/.exec(first.stderr)?.[1] ?? "";
      await must(folder, ["force-unlock", "-force", id]);
      await must(folder, [...APPLY, "-lock-timeout=60s"]);
    }
    expect(journals(folder)).toEqual([]);
    const shown = await must(folder, ["state", "pull"]);
    expect(JSON.parse(shown.stdout).resources).toHaveLength(2);
    expect(shown.stdout).toContain(made);
    await must(folder, CLEAN);
  });

  rule("stay locked by one that lives until a person takes the lock away", async () => {
    const at = place();
    const folder = await initialised(slow, at);
    const other = await initialised(slow, at);
    const holder = start(folder, APPLY);
    await holder.saw("begun");
    const told = await run(other, ["plan", "-no-color"]);
    expect(told.stderr).toContain("Error acquiring the state lock");
    const id = /ID: +(\S+)/.exec(told.stderr)?.[1] ?? "";
    const unlock = (input: string, args = [id]) => run(other, ["force-unlock", ...args], { input });
    const ROWS: readonly (readonly [string, string, RegExp, RegExp])[] = [
      ["nobody answers", "", /Only 'yes' will be accepted to confirm/, /Error asking for confirmation: EOF/],
      ["no", "no\n", /Enter a value: \nforce-unlock cancelled\.\n$/, /^$/],
      ["another word", "y\n", /force-unlock cancelled\./, /^$/],
    ];
    for (const [what, input, out, err] of ROWS) {
      const { status, stdout, stderr } = await unlock(input);
      expect([what, status, stdout, stderr]).toEqual([
        what,
        1,
        expect.stringMatching(out),
        expect.stringMatching(err),
      ]);
    }
    const wrong = await unlock("", ["-force", "00000000-0000-0000-0000-000000000000"]);
    expect(wrong.status, wrong.stdout).toBe(1);
    expect((await run(other, ["plan", "-no-color"])).stderr).toContain("Error acquiring the state lock");
    const taken = await unlock("yes\n");
    expect([taken.status, taken.stderr]).toEqual([0, ""]);
    expect(taken.stdout).toContain("Tutti state has been successfully unlocked!");
    await must(other, ["plan", "-no-color", "-lock-timeout=60s"]);
    writeFileSync(join(folder, "go"), "");
    await holder.ended;
  });

  rule("are told of as unreachable, without what is secret, and nothing is made", async () => {
    const gone = await begin();
    const at = place();
    const block = gone.block(at);
    await gone.stop();
    const folder = project({ "backend.tf": block, "main.tf": MAIN });
    // Few tries: what is asked for here is what is said in the end.
    const env = { TF_HTTP_RETRY_MAX: "0", AWS_MAX_ATTEMPTS: "0" };
    for (const args of [["init", "-no-color"], APPLY]) {
      const refused = await run(folder, args, { env });
      expect(refused.status).toBe(1);
      const said = refused.stderr.replace(/\s+/g, " ");
      expect(said).toMatch(
        args === APPLY && type !== "http"
          ? /Backend initialization required/
          : /nobody listens there \(connection refused\)|no such file or directory/,
      );
      expect(said).not.toContain("p@ss");
    }
    expect(existsSync(join(folder, "errored.tfstate"))).toBe(false);
    expect(journals(folder)).toEqual([]);
  });
});
