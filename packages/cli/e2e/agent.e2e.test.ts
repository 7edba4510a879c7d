/** An agent that cannot start, and one that was killed. */

import { createSocket } from "node:dgram";
import { createServer } from "node:net";
import { join } from "node:path";
import { freePort } from "@tutti/runtime/testkit";
import { describe, expect, onTestFinished, test } from "vitest";
import { startAgent } from "./agent.ts";
import { expectRefusal, project, run, write } from "./tutti.ts";

describe("a port in use is named, with what to do:", () => {
  test("http", async () => {
    const port = await freePort();
    const server = createServer().listen(port, "127.0.0.1");
    onTestFinished(() => void server.close());
    const ended = await run(project(), ["agent", "-dev", `-http-port=${port}`, "-dns-port=-1"]);
    await expectRefusal(ended, "an http port in use", [[String(port), "PORT"]]);
  });

  test("dns over udp", async () => {
    const port = await freePort();
    const socket = createSocket("udp4");
    await new Promise<void>((resolve) => socket.bind(port, "127.0.0.1", resolve));
    onTestFinished(() => void socket.close());
    const args = ["agent", "-dev", `-http-port=${await freePort()}`, `-dns-port=${port}`];
    await expectRefusal(await run(project(), args), "a dns port in use", [[String(port), "PORT"]]);
  });
});

/** Each with the file that an agent is given. */
const FILES: readonly (readonly [string, string, string])[] = [
  ["an agent's file that stops early", "agent.json", '{"datacenter": "dc1",'],
  ["an agent's file with a wrong type", "agent.json", '{"ports": {"http": "many"}}'],
  ["an agent's file with an unknown key", "agent.json", '{"datacentre": "dc1"}'],
  ["an agent's file in broken HCL", "agent.hcl", "datacenter = \n"],
  [
    "an agent's file that asks for what would protect it",
    "agent.hcl",
    'encrypt = "k" auto_encrypt { tls = true }\n',
  ],
  ["an agent's file with HTTPS and no certificate", "agent.hcl", "ports { https = 8501 }\n"],
  [
    "an agent's file that checks clients by nobody",
    "agent.json",
    '{"verify_incoming": true, "cert_file": "c", "key_file": "k"}',
  ],
  [
    "an agent's file with a certificate that is not there",
    "agent.json",
    '{"ports": {"https": 0}, "cert_file": "c.pem", "key_file": "k.pem"}',
  ],
  ["an agent's file with a port out of range", "agent.json", '{"ports": {"http": 70000}}'],
];

describe("an agent's configuration that is wrong is refused:", () => {
  test.each(FILES)("%s", async (name, file, text) => {
    const folder = project({ [file]: text });
    await expectRefusal(await run(folder, ["agent", "-dev", "-config-file", file, "-dns-port=-1"]), name);
  });

  test("or is not there", async () => {
    await expectRefusal(
      await run(project(), ["agent", "-dev", "-config-file=none.json"]),
      "an agent's file that is not there",
    );
  });
});

test("commands say that no agent answers", async () => {
  const env = { CONSUL_HTTP_ADDR: `127.0.0.1:${await freePort()}` };
  const changing = [[env.CONSUL_HTTP_ADDR, "ADDRESS"]] as const;
  for (const args of [["members"], ["kv", "get", "a"], ["catalog", "services"], ["info"], ["leave"]])
    await expectRefusal(await run(project(), args, { env }), `no agent for ${args.join(" ")}`, changing);
});

test("a durable agent that was killed has every key and service again, and keeps others out meanwhile", async () => {
  const folder = project();
  write(folder, { "web.json": '{"service": {"name": "web", "id": "web-1", "port": 80}}' });
  const args = ["-server", "-bootstrap", "-bind=127.0.0.1", "-node=one", `-data-dir=${join(folder, "data")}`];
  let agent = await startAgent(folder, args);
  const env = { CONSUL_HTTP_ADDR: agent.address };
  expect((await run(folder, ["services", "register", "web.json"], { env })).status).toBe(0);
  for (let round = 0; round < 3; round++) {
    const puts = Array.from({ length: 50 }, (_, n) =>
      fetch(`http://${agent.address}/v1/kv/r${round}/${n}`, { method: "PUT", body: `${n}` }).then((r) =>
        r.text(),
      ),
    );
    expect(new Set(await Promise.all(puts))).toEqual(new Set(["true"]));
    // What is asked for at the moment of the death may be there or not; the rest must be.
    void fetch(`http://${agent.address}/v1/kv/r${round}/last`, { method: "PUT", body: "?" }).catch(() => {});
    if (round === 0) {
      const second = ["agent", ...args, `-http-port=${await freePort()}`, "-dns-port=-1"];
      await expectRefusal(await run(project(), second), "a second agent on one folder", [[folder, "DIR"]]);
    }
    agent.child.kill("SIGKILL");
    await agent.ended;
    agent = await startAgent(folder, args);
    for (let before = 0; before <= round; before++) {
      const keys = (await agent.get(`/v1/kv/r${before}/?keys`)) as string[];
      expect(keys.filter((key) => !key.endsWith("/last"))).toHaveLength(50);
    }
    expect(await agent.get("/v1/catalog/service/web")).toHaveLength(1);
    expect(Object.keys((await agent.get("/v1/agent/services")) as object)).toEqual(["web-1"]);
  }
});
