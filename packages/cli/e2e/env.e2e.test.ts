/** `env`: a real program with keys and secrets of a real agent as its environment. */

import { expect, onTestFinished, test } from "vitest";
import { startAgent } from "./agent.ts";
import { project, run, start } from "./tutti.ts";

/** Says its environment, and goes on until it is ended; the word is what it does at SIGTERM. */
const PROGRAM = `process.on("SIGTERM", () => process.exit(7));
const { A, db_host, S, HOME } = process.env;
console.log(["A=" + A, "db_host=" + db_host, "S=" + S, "HOME=" + (HOME === undefined ? "none" : "some")].join(" ") + ";");
setInterval(() => {}, 1000);
if (A === "end") process.exit(3);
`;

async function opened() {
  const folder = project({ "program.mjs": PROGRAM });
  const { address } = await startAgent(folder, ["-dev"]);
  const env = { CONSUL_HTTP_ADDR: address };
  const put = async (...args: readonly string[]) => {
    expect(await run(folder, args, { env })).toMatchObject({ status: 0 });
  };
  await put("kv", "put", "web/A", "1");
  await put("kv", "put", "web/db/host", "h");
  await put("secret", "put", "web/S", "hidden");
  const tutti = (...args: readonly string[]) => {
    const running = start(folder, ["env", ...args, process.execPath, "program.mjs"], { env });
    onTestFinished(() => void running.child.kill("SIGKILL"));
    return running;
  };
  return { folder, put, tutti, env };
}

test("a program has keys and secrets, is started anew when they change, and its status is ours", async () => {
  const { put, tutti } = await opened();
  const running = tutti("-prefix=web/", "-secret=web/");
  await running.saw("A=1 db_host=h S=hidden HOME=some;");
  // The same value again is no change, and other keys are none of it.
  await put("kv", "put", "web/A", "1");
  await put("kv", "put", "other", "1");
  await put("secret", "put", "web/S", "changed");
  await running.saw("A=1 db_host=h S=changed HOME=some;");
  await put("kv", "delete", "web/db/host");
  await running.saw("A=1 db_host=undefined S=changed");
  await put("kv", "put", "web/A", "end");
  const { status, stdout } = await running.ended;
  expect(status).toBe(3);
  expect(stdout.match(/;/g)).toHaveLength(4);
}, 60_000);

test("it is ended with us, by a signal that it hears, and says how it ended", async () => {
  const { tutti } = await opened();
  const running = tutti("-once", "-pristine", "-prefix=web/");
  await running.saw("A=1 db_host=h S=undefined HOME=none;");
  running.child.kill("SIGTERM");
  expect(await running.ended).toMatchObject({ status: 7 });
}, 60_000);

test("what cannot be read is told, and with -once ends it; what is not there is empty", async () => {
  const { folder, env, tutti } = await opened();
  const refused = await run(folder, ["env", "-once", "-prefix=web", "true"], {
    env: { CONSUL_HTTP_ADDR: "127.0.0.1:1" },
  });
  expect(refused.status).toBe(1);
  expect(refused.stderr).toMatch(/Error querying Tutti agent: .*refused/);
  const running = tutti("-prefix=nothing/");
  await running.saw("A=undefined");
  const none = await run(folder, ["env", "-once", "-prefix=web/", "-shell", 'test "$A" = 1'], { env });
  expect(none.status).toBe(0);
  expect((await run(folder, ["env", "-prefix=web/", "no-such-program"], { env })).stderr).toMatch(
    /Failed to run the program: .*no-such-program/,
  );
  expect((await run(folder, ["env", "true"], { env })).stderr).toMatch(/-prefix or -secret/);
  expect((await run(folder, ["env", "-prefix=a"], { env })).stderr).toMatch(
    /program to run must be specified/,
  );
}, 60_000);
