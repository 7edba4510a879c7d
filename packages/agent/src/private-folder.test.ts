import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createRealRuntime } from "@tutti/runtime";
import { afterEach, expect, test } from "vitest";
import { createAgent, DEFAULT_AGENT_CONFIG } from "./index.ts";
import { keepPrivate } from "./private-folder.ts";

const folders: string[] = [];

afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "tutti-private-"));
  folders.push(made);
  return made;
}

/** Everything below a folder, with its mode. */
async function modes(of: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(of, { recursive: true });
  const all = await Promise.all(names.map(async (name) => [name, await mode(join(of, name))] as const));
  return new Map(all);
}

async function mode(path: string): Promise<string> {
  const found = await stat(path);
  return `${found.isDirectory() ? "d" : "f"}${(found.mode & 0o777).toString(8)}`;
}

test("keepPrivate() takes a folder and its files from everybody else", async () => {
  const open = await folder();
  await writeFile(join(open, "a"), "");
  await chmod(join(open, "a"), 0o666);
  await chmod(open, 0o777);
  await keepPrivate(open, createRealRuntime().disk);
  expect([await mode(open), await mode(join(open, "a"))]).toEqual(["d700", "f600"]);
});

test("an agent's data folder and all that it keeps there is its user's alone", async () => {
  const dataDirectory = join(await folder(), "deep", "data");
  const ports = { ...DEFAULT_AGENT_CONFIG.ports, http: 0, dns: -1 };
  const config = { ...DEFAULT_AGENT_CONFIG, nodeName: "n1", dataDirectory, ports };
  const runtime = createRealRuntime();
  const agent = await createAgent(config, runtime);
  await agent.start();
  const url = `http://127.0.0.1:${agent.httpPort}/v1/agent/service/register`;
  const body = '{"Name": "x", "Token": "secret", "Check": {"TTL": "9s"}}';
  await runtime.network.request({ method: "PUT", url, body });
  const url2 = `http://127.0.0.1:${agent.httpPort}/v1/agent/check/register`;
  await runtime.network.request({ method: "PUT", url: url2, body: '{"Name": "y", "TTL": "9s"}' });
  await agent.stop();
  expect(await mode(dataDirectory)).toBe("d700");
  const found = await modes(dataDirectory);
  expect([...found.keys()].filter((name) => !name.includes("/")).sort()).toEqual(
    expect.arrayContaining(["checks", "node-id", "services", "store"]),
  );
  const open = [...found].filter(([, one]) => !["d700", "f600"].includes(one));
  expect(open).toEqual([]);
});
