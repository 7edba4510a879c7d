import { expect, test } from "vitest";
import { createAgentTerminal } from "../testkit/agent-terminal.ts";
import { createTerminal } from "../testkit/terminal.ts";

const EVIL = "a\u001b[2J\u0007\rz";
const SHOWN = "a\\u001b[2J\\u0007\\rz";
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is meant
const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

test("keys are escaped wherever they are listed; values are data", async () => {
  const terminal = await createAgentTerminal(
    {},
    "-dev -node here -hcl disable_http_unprintable_char_filter=true",
  );
  expect(await terminal.consul(["kv", "put", `x/${EVIL}\n`, "v\u001b[1m"])).toMatchObject({ status: 0 });
  const keys = await terminal.consul("kv get -keys x/");
  expect(keys.out).toBe(`x/${SHOWN}\\n\n`);
  const tree = await terminal.consul("kv get -recurse x/");
  expect(tree.out).toBe(`x/${SHOWN}\\n:v\u001b[1m\n`);
  const detailed = await terminal.consul("kv get -recurse -detailed x/");
  expect(detailed.out).toContain(`Key              x/${SHOWN}\\n\n`);
  const missing = await terminal.consul(["kv", "get", `y${EVIL}`]);
  expect(missing.err).toBe(`Error! No key exists at: y${SHOWN}\n`);
  await terminal.stop();
});

test("names of services, nodes and tags are escaped in tables", async () => {
  const terminal = await createAgentTerminal({
    "s.json": JSON.stringify({ service: { name: `s${EVIL}`, tags: [`t${EVIL}\n`], port: 1 } }),
  });
  const registered = await terminal.consul("services register s.json");
  expect(registered).toMatchObject({ status: 0 });
  expect(registered.out).not.toMatch(CONTROL);
  for (const line of ["catalog services", "catalog services -tags", "catalog nodes -detailed", "members"]) {
    const run = await terminal.consul(line);
    expect(run.status).toBe(0);
    expect(run.out).not.toMatch(CONTROL);
  }
  expect((await terminal.consul("catalog services -tags")).out).toContain(`t${SHOWN}\\n`);
  await terminal.stop();
});

test("names in a state file are escaped, at a terminal too", async () => {
  const terminal = createTerminal();
  const name = `n${EVIL}\n`;
  const state = {
    version: 4,
    terraform_version: "1.11.4",
    serial: 1,
    lineage: "l",
    outputs: { [`o${EVIL}`]: { value: `v${EVIL}`, type: "string" } },
    resources: [
      {
        mode: "managed",
        type: "terraform_data",
        name,
        provider: 'provider["terraform.io/builtin/terraform"]',
        instances: [
          {
            schema_version: 0,
            attributes: { id: `i${EVIL}`, input: null, output: null, triggers_replace: null },
          },
        ],
      },
    ],
    check_results: null,
  };
  await terminal.write({ "terraform.tfstate": JSON.stringify(state), "main.tf": "" });
  expect((await terminal.run("state list")).out).toBe(`terraform_data.n${SHOWN}\\n\n`);
  for (const line of ["show", "output", "plan", "destroy -auto-approve", "state list"]) {
    const run = await terminal.run(line, { interactive: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are ours
    const said = `${run.out}${run.err}`.replaceAll(/\u001b\[[0-9;]*m/g, "");
    expect(said, line).not.toMatch(CONTROL);
  }
});

test("output -raw and fmt write data as it is", async () => {
  const terminal = createTerminal();
  await terminal.write({ "main.tf": 'output "o" {\n  value = "a\\u001bb"\n}\n' });
  await terminal.run("apply -auto-approve");
  expect((await terminal.run("output -raw o")).out).toBe("a\u001bb");
  expect((await terminal.run("output o")).out).not.toMatch(CONTROL);
  expect((await terminal.run("fmt -", { stdin: "a = 1 # \u0007\n" })).out).toBe("a = 1 # \u0007\n");
});
