/** The talk's slides, run as they are given in `examples/talk`. */

import { spawnSync } from "node:child_process";
import { cpSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@tutti/runtime/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { startAgent } from "./agent.ts";
import { engineAt, whyNoEngine, writeImage } from "./docker-engine.ts";
import { LAUNCHER, must, project, write } from "./tutti.ts";

const TALK = fileURLToPath(new URL("../../../examples/talk", import.meta.url));
const TCP_HOST = process.env.TUTTI_TEST_DOCKER_TCP ?? "";
const IMAGE = "ubuntu:latest";
const CONTAINERS = ["talk-aliased", "talk-elsewhere", "talk-web"];

function slides(part: "docker" | "service"): string {
  const folder = project();
  cpSync(join(TALK, part), folder, { recursive: true });
  return folder;
}

const noEngine = TCP_HOST === "" ? "needs a Docker Engine on TCP (TUTTI_TEST_DOCKER_TCP)" : whyNoEngine();

describe.skipIf(noEngine !== undefined)(`the talk's Docker slides (${noEngine ?? "on TCP"})`, () => {
  const engine = engineAt(TCP_HOST);

  test("an image, a container by the provider, one by its alias, one by its own host; then none", async () => {
    await giveUbuntu();
    const folder = slides("docker");
    const variable = `-var=docker_host=${TCP_HOST}`;
    onTestFinished(() => engine.clear("talk-"));
    await must(folder, ["init"]);

    const plan = (await must(folder, ["plan", variable, "-out=talk.plan"])).stdout;
    expect(plan).toContain("Plan: 4 to add, 0 to change, 0 to destroy.");
    expect(plan).toContain("Warning: Quoted references are deprecated");
    expect(plan).toContain('provider = "docker.foo"');

    await must(folder, ["apply", "talk.plan"]);
    expect((await engine.names("talk-")).containers).toEqual(CONTAINERS);
    const shown = (await must(folder, ["show"])).stdout;
    expect(shown).toMatch(/image += "sha256:/);
    const again = (await must(folder, ["plan", variable, "-detailed-exitcode"])).stdout;
    expect(again).toContain("No changes.");

    await must(folder, ["destroy", variable, "-auto-approve"]);
    expect((await engine.names("talk-")).containers).toEqual([]);
    expect((await must(folder, ["state", "list"])).stdout).toBe("");
    expect((await engine.names(IMAGE)).images, "keep_locally").toEqual([IMAGE]);
  });

  test("the provider's host and the resource's own host are what is asked", async () => {
    await giveUbuntu();
    const nobody = `tcp://127.0.0.1:${await freePort()}`;
    const folder = slides("docker");
    const text = readFileSync(join(folder, "main.tf"), "utf8");
    onTestFinished(() => engine.clear("talk-"));
    // Only the resource's own host leads to the engine now.
    const own = text.slice(text.indexOf("# On another engine, by the resource itself."));
    write(folder, {
      "main.tf": `provider "docker" {\n  host = "${nobody}"\n}\n${own
        .replace("$" + "{var.docker_host}", TCP_HOST)
        .replace("$" + "{docker_image.ubuntu.latest}", IMAGE)}`,
    });
    await must(folder, ["apply", "-auto-approve"]);
    expect((await engine.names("talk-")).containers).toEqual(["talk-elsewhere"]);
    await must(folder, ["destroy", "-auto-approve"]);
    expect((await engine.names("talk-")).containers).toEqual([]);
  });

  /** An `ubuntu:latest` of a static busybox, where the engine has none; it goes with the test. */
  async function giveUbuntu(): Promise<void> {
    if ((await engine.names(IMAGE)).images.includes(IMAGE)) return;
    const folder = project({
      "main.tf": `provider "docker" {
  host = "${TCP_HOST}"
}
resource "docker_image" "ubuntu" {
  name = "${IMAGE}"
  build {
    context = "image"
  }
}
`,
    });
    writeImage(folder);
    write(folder, {
      "image/Dockerfile":
        'FROM scratch\nCOPY busybox /bin/busybox\nRUN ["/bin/busybox", "--install", "-s", "/bin"]\n',
    });
    await must(folder, ["apply", "-auto-approve"]);
    onTestFinished(async () => {
      await must(folder, ["destroy", "-auto-approve"]);
    });
  }
});

const noDig = ["dig", "curl"].filter((name) => spawnSync(name, ["-v"]).error !== undefined);

describe.skipIf(noDig.length > 0)(
  `the talk's services and keys (needs ${noDig.join(", ") || "dig, curl"})`,
  () => {
    test("init, apply, dig, curl, kv put and kv get as typed on the slides", async () => {
      const [http, dns] = [await freePort(), await freePort()];
      const agent = await startAgent(project(), ["-dev"], { http, dns });
      const folder = slides("service");
      for (const { command, expected } of typed()) {
        const line = command.replaceAll("8500", String(http)).replaceAll("8600", String(dns));
        const printed = type(folder, line, agent.address);
        expect(printed, command).toMatch(expected);
      }
      await must(folder, ["destroy", "-auto-approve"], { env: { CONSUL_HTTP_ADDR: agent.address } });
      expect(await agent.get("/v1/catalog/services")).toEqual({ consul: [] });
      expect(await agent.get("/v1/kv/?keys")).toEqual(["foo"]);
    });
  },
);

/** What the README says to type, and what it has to print. */
function typed(): readonly { readonly command: string; readonly expected: RegExp }[] {
  const answers: Readonly<Record<string, RegExp>> = {
    "tutti init && tutti apply -auto-approve": /Apply complete! Resources: 2 added, 0 changed, 0 destroyed\./,
    "dig web-frontend.service.consul. +short @127.0.0.1 -p 8600": /^127\.0\.0\.1\n$/,
    "curl http://localhost:8500/v1/catalog/service/web-frontend":
      /^\[.*"ServiceName": ?"web-frontend".*"ServicePort": ?80,/s,
    "tutti kv put foo bar": /^Success! Data written to: foo\n$/,
    "tutti kv get foo": /^bar\n$/,
    "curl http://localhost:8500/v1/kv/foo": /"Key": ?"foo",.*"Value": ?"YmFy"/s,
  };
  const readme = readFileSync(join(TALK, "README.md"), "utf8");
  const lines = readme
    .slice(readme.indexOf("## Services and keys"))
    .split("\n")
    .filter((line) => line.startsWith("$ "))
    .map((line) => line.slice(2))
    .filter((line) => !line.includes("agent -dev") && !line.startsWith("cd "));
  expect(lines).toEqual(Object.keys(answers));
  return lines.map((command) => ({ command, expected: answers[command] ?? /^$/ }));
}

function type(folder: string, line: string, address: string): string {
  const { PATH = "", HOME = "" } = process.env;
  const env = { HOME, PATH: `${dirname(LAUNCHER)}${delimiter}${PATH}`, CONSUL_HTTP_ADDR: address };
  const typed = spawnSync("sh", ["-c", line.replace(/^curl/, "curl -sS --noproxy '*'")], {
    cwd: folder,
    env,
    encoding: "utf8",
  });
  expect(typed.status, `${line}\n${typed.stdout}${typed.stderr}`).toBe(0);
  return typed.stdout;
}
