import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime, type Runtime } from "@tutti/runtime";
import { freePort } from "@tutti/runtime/testkit";
import { afterEach, describe, expect, it } from "vitest";
import type { Command, CommandContext } from "../../command/command.ts";
import { createErrorOutput } from "../../command/error-output.ts";
import { command as services } from "../catalog/services.ts";
import { command as kvGet } from "../kv/get.ts";
import { command as kvPut } from "../kv/put.ts";
import { command as members } from "../members/members.ts";
import { command as agent } from "./agent.ts";
import { command as leave } from "./leave.ts";
import { command as reload } from "./reload.ts";

const runtime = createRealRuntime();
const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "tutti-agent-"));
  folders.push(made);
  return made;
}

/** A command as it is run, and what it wrote; `onOutput` sees it while it runs. */
async function run(
  command: Command,
  args: readonly string[],
  options: { readonly address?: string; readonly onOutput?: (text: string) => void } = {},
): Promise<{ readonly status: number; readonly stdout: string; readonly stderr: string }> {
  const written = { stdout: "", stderr: "" };
  const output = (name: "stdout" | "stderr"): CommandContext["stdout"] => ({
    write(text) {
      written[name] += typeof text === "string" ? text : new TextDecoder().decode(text);
      options.onOutput?.(written[name]);
    },
    isTerminal: false,
    width: 78,
    height: 24,
  });
  const variables = new Map(options.address === undefined ? [] : [["CONSUL_HTTP_ADDR", options.address]]);
  const own: Runtime = { ...runtime, environment: { ...runtime.environment, variables } };
  const stdin = { isTerminal: false, readAll: async () => new Uint8Array(), readLine: async () => undefined };
  const context: CommandContext = {
    args,
    plain: false,
    runtime: own,
    stdin,
    stdout: output("stdout"),
    stderr: createErrorOutput(output("stderr")),
    product: "tutti",
  };
  const status = await command.run(context);
  return { status, ...written };
}

/** An agent that runs, and what becomes of it. */
async function serve(
  args: readonly string[],
): Promise<{ readonly address: string; readonly running: ReturnType<typeof run> }> {
  const port = await freePort();
  const ports = [`-http-port=${port}`, "-dns-port=-1"];
  return new Promise((resolve) => {
    const running = run(agent, ["-dev", ...ports, "-log-level=warn", ...args], {
      onOutput(text) {
        if (text.includes("Log data will now stream")) resolve({ address: `127.0.0.1:${port}`, running });
      },
    });
  });
}

describe("agent", () => {
  it.each<[string, string, string]>([
    ["a file that stops early", "{", "==> failed to parse FILE: unexpected end of JSON input\n"],
    ["no data folder", '{"server": true}', "==> data_dir cannot be empty\n"],
    [
      "a client",
      '{"data_dir": "d"}',
      "==> this version runs agents as servers only: add -dev, or -server with -bootstrap\n",
    ],
    [
      "a service that cannot be",
      '{"data_dir": "DIR/d", "server": true, "ports": {"dns": -1, "http": 0, "server": 0}, "service": {"name": "x", "check": {"http": "http://h"}}}',
      '==> Error starting agent: Failed to register service "x": Invalid check: Interval must be > 0 for Script, HTTP, or TCP checks\n',
    ],
    [
      "a data folder that is a file",
      '{"data_dir": "DIR/a.json", "server": true}',
      "==> Error starting agent: DIR/a.json is no folder: choose another with -data-dir\n",
    ],
  ])("refuses %s", async (_, text, wanted) => {
    const directory = await folder();
    const path = join(directory, "a.json");
    await writeFile(path, text.replaceAll("DIR", directory));
    const { status, stdout, stderr } = await run(agent, ["-config-file", path]);
    const shown = wanted.includes("DIR") ? stderr.replace(directory, "DIR") : stderr.replace(path, "FILE");
    expect([status, stdout, shown]).toEqual([1, "", wanted]);
  });

  it("says in one line which port is in use, and what to do", async () => {
    const taken = await runtime.network.listen({ host: "127.0.0.1", port: 0 }, () => {});
    const args = ["-dev", "-http-port", String(taken.port), "-dns-port=-1"];
    const { status, stderr } = await run(agent, args);
    await taken.close();
    expect(status).toBe(1);
    expect(stderr).toBe(
      `==> Error starting agent: 127.0.0.1:${taken.port} is in use by another program: stop that one, or choose another port with -http-port\n`,
    );
  });

  it("serves what the other commands ask, until it is told to leave", async () => {
    const { address, running } = await serve(["-node=n1"]);
    expect((await run(members, [], { address })).stdout).toMatch(
      /^n1 +127\.0\.0\.1:8301 +alive +server +1\.9\.8 +2 +dc1 +<all>$/m,
    );
    expect((await run(kvPut, ["a", "b"], { address })).stdout).toBe("Success! Data written to: a\n");
    expect((await run(kvGet, ["a"], { address })).stdout).toBe("b\n");
    expect((await run(leave, [], { address })).stdout).toBe("Graceful leave complete\n");
    expect(await running).toMatchObject({ status: 0, stderr: "" });
    const alone = await run(kvGet, ["a"], { address });
    expect([alone.status, alone.stderr]).toEqual([1, expect.stringMatching(/^Error querying Tutti agent: /)]);
  });

  it("reads its configuration anew, and says why when it cannot", async () => {
    const path = join(await folder(), "a.hcl");
    await writeFile(path, 'service {\n  name = "old"\n}\n');
    const { address, running } = await serve(["-config-file", path, "-hcl", 'node_name = "by-hcl"']);
    const names = async (): Promise<string> => (await run(services, [], { address })).stdout;
    expect(await names()).toBe("consul\nold\n");
    expect((await run(members, [], { address })).stdout).toMatch(/^by-hcl /m);
    await writeFile(path, "service {");
    const refused = await run(reload, [], { address });
    expect([refused.status, refused.stderr]).toEqual([
      1,
      expect.stringMatching(/^Error reloading: Unexpected response code: 500 \(failed to parse .*a\.hcl: /),
    ]);
    expect(await names()).toBe("consul\nold\n");
    await writeFile(path, 'service {\n  name = "new"\n}\n');
    expect((await run(reload, [], { address })).stdout).toBe("Configuration reload triggered\n");
    expect(await names()).toBe("consul\nnew\n");
    await run(leave, [], { address });
    expect((await running).status).toBe(0);
  });
});
