/** An engine that is down, and what an engine cannot do: no such image, no such port. */

import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { freePort } from "@tutti/runtime/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { clearEngine, DOCKER_HOST, namesOnEngine, whyNoEngine, writeImage } from "./docker-engine.ts";
import { expectRefusal, leftovers, must, project, run, write } from "./tutti.ts";

const NAME = `tutti-e2e-bad-${process.pid}`;
const APPLY = ["apply", "-auto-approve"];
const REQUIRED = `terraform {
  required_providers {
    docker = {
      source = "kreuzwerker/docker"
    }
  }
}
`;
const NETWORK = `${REQUIRED}resource "docker_network" "n" {\n  name = "${NAME}"\n}\n`;

function container(more: string): string {
  return `${REQUIRED}resource "docker_image" "i" {
  name = "${NAME}:1"
  build {
    context = "\${path.module}/image"
  }
}
resource "docker_container" "c" {
  name    = "${NAME}"
  image   = docker_image.i.image_id
  command = ["sleep", "600"]
${more}}
`;
}

describe("an engine that is down", () => {
  test("behind a socket that is not there", async () => {
    const folder = project({ "main.tf": NETWORK });
    const env = { DOCKER_HOST: `unix://${join(folder, "docker.sock")}` };
    const changing = [[folder, "DIR"]] as const;
    await expectRefusal(
      await run(folder, [...APPLY, "-no-color"], { env }),
      "an engine without a socket",
      changing,
    );
    expect(leftovers(folder)).toEqual([]);
  });

  test("behind a port where nobody listens", async () => {
    const folder = project({ "main.tf": NETWORK });
    const port = await freePort();
    const env = { DOCKER_HOST: `tcp://127.0.0.1:${port}` };
    const changing = [[String(port), "PORT"]] as const;
    await expectRefusal(
      await run(folder, [...APPLY, "-no-color"], { env }),
      "an engine without a port",
      changing,
    );
    expect(leftovers(folder)).toEqual([]);
  });

  test("behind a port where something else listens", async () => {
    const folder = project({ "main.tf": NETWORK });
    const { server, port } = await listen((socket) => socket.end("no http here\r\n"));
    onTestFinished(() => void server.close());
    const env = { DOCKER_HOST: `tcp://127.0.0.1:${port}` };
    const changing = [
      [String(port), "PORT"],
      [/Parse Error: .*?\. /g, "Parse Error: …. "],
    ] as const;
    await expectRefusal(
      await run(folder, [...APPLY, "-no-color"], { env }),
      "an engine that is none",
      changing,
    );
  });

  test("between an apply and the next plan: nothing is forgotten", async (context) => {
    const why = whyNoEngine();
    if (why !== undefined) return context.skip(why);
    onTestFinished(() => clearEngine(NAME));
    const folder = project({ "main.tf": NETWORK });
    await must(folder, APPLY, { env: { DOCKER_HOST } });
    const before = (await must(folder, ["state", "list"])).stdout;
    const env = { DOCKER_HOST: `unix://${join(folder, "docker.sock")}` };
    const changing = [[folder, "DIR"]] as const;
    await expectRefusal(
      await run(folder, ["plan", "-no-color"], { env }),
      "an engine that went down",
      changing,
    );
    await expectRefusal(
      await run(folder, ["destroy", "-auto-approve", "-no-color", "-refresh=false"], { env }),
      "an engine that went down before a destroy",
      changing,
    );
    expect((await must(folder, ["state", "list"])).stdout).toBe(before);
    await must(folder, ["destroy", "-auto-approve"], { env: { DOCKER_HOST } });
    expect((await namesOnEngine(NAME)).networks).toEqual([]);
  });
});

describe("what an engine refuses", () => {
  const refusals: readonly (readonly [string, (port: number) => string])[] = [
    [
      "an image that is nowhere",
      () =>
        `${REQUIRED}resource "docker_container" "c" {\n  name  = "${NAME}"\n  image = "localhost:1/nowhere:1"\n}\n`,
    ],
    [
      "a port that is taken",
      (port) => container(`  ports {\n    internal = 80\n    external = ${port}\n  }\n`),
    ],
    ["a command that is not there", () => container('  entrypoint = ["/nowhere"]\n')],
    ["a container that ends at once", () => container("").replace('["sleep", "600"]', '["false"]')],
    ["a service without an agent", () => container('  service "web" {\n    port = 80\n  }\n')],
    [
      "a build without a Dockerfile",
      () =>
        `${REQUIRED}resource "docker_image" "i" {\n  name = "${NAME}:1"\n  build {\n    context = "\${path.module}/nowhere"\n  }\n}\n`,
    ],
  ];

  test.for(refusals)("%s", { timeout: 60_000 }, async ([name, config], context) => {
    const why = whyNoEngine();
    if (why !== undefined) return context.skip(why);
    onTestFinished(() => clearEngine(NAME));
    const { server, port } = await listen(() => {});
    onTestFinished(() => void server.close());
    const folder = project();
    writeImage(folder);
    write(folder, { "main.tf": config(port) });
    const nobody = await freePort();
    const env = { DOCKER_HOST, CONSUL_HTTP_ADDR: `127.0.0.1:${nobody}` };
    const changing = [
      [DOCKER_HOST, "HOST"],
      [folder, "DIR"],
      [NAME, "NAME"],
      [new RegExp(`\\b(${port}|${nobody})\\b`, "g"), "PORT"],
      // Its own words differ between versions.
      [/The engine said: .*/g, "The engine said: …"],
      [/(Pulling it from \S+ failed: ).*?(\. Check)/g, "$1…$2"],
    ] as const;
    await expectRefusal(await run(folder, [...APPLY, "-no-color"], { env }), name, changing);
    expect(leftovers(folder)).toEqual([]);
    await must(folder, ["destroy", "-auto-approve"], { env });
    const nothing = { containers: [], networks: [], volumes: [], images: [] };
    expect(await namesOnEngine(NAME)).toEqual(nothing);
  });
});

function listen(
  onConnection: (socket: import("node:net").Socket) => void,
): Promise<{ readonly server: Server; readonly port: number }> {
  return new Promise((resolve, reject) => {
    const server = createServer(onConnection);
    server.once("error", reject);
    server.listen(0, "0.0.0.0", () => {
      const address = server.address();
      resolve({ server, port: typeof address === "object" && address !== null ? address.port : 0 });
    });
  });
}
