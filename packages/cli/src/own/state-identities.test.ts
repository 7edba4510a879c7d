import { expect, test } from "vitest";
import { createTerminal } from "../../testkit/terminal.ts";

const OBJECT = (id: string, key?: string) => ({
  ...(key === undefined ? {} : { index_key: key }),
  schema_version: 0,
  attributes: { id },
  sensitive_attributes: [],
  identity_schema_version: 0,
  identity: { account: 1, id },
});
const PROVIDER = 'provider["registry.terraform.io/x/y"]';
const STATE = {
  version: 4,
  terraform_version: "1.13.0",
  serial: 1,
  lineage: "l",
  outputs: {},
  resources: [
    {
      mode: "managed",
      type: "y_a",
      name: "b",
      provider: PROVIDER,
      instances: [OBJECT("1", "x"), OBJECT("2", "y")],
    },
    {
      module: "module.m",
      mode: "managed",
      type: "y_a",
      name: "c",
      provider: PROVIDER,
      instances: [OBJECT("3")],
    },
    {
      mode: "managed",
      type: "y_a",
      name: "none",
      provider: PROVIDER,
      instances: [{ schema_version: 0, attributes: { id: "4" }, identity_schema_version: 0 }],
    },
  ],
};

const ALL = {
  'y_a.b["x"]': { account: 1, id: "1" },
  'y_a.b["y"]': { account: 1, id: "2" },
  "module.m.y_a.c": { account: 1, id: "3" },
};
const OURS = { product: "tutti" } as const;

/** As Terraform documents it: an object by address, what has no identity left out. */
test.each([
  ["state identities -json", ALL],
  ["state identities -json y_a.b", { 'y_a.b["x"]': ALL['y_a.b["x"]'], 'y_a.b["y"]': ALL['y_a.b["y"]'] }],
  ["state identities -json module.m", { "module.m.y_a.c": ALL["module.m.y_a.c"] }],
  ["state identities -json -id=2", { 'y_a.b["y"]': ALL['y_a.b["y"]'] }],
  ["state identities -json y_a.none", {}],
  ["state identities -json -state=terraform.tfstate", ALL],
])("%s", async (words, expected) => {
  const terminal = createTerminal();
  await terminal.write({ "terraform.tfstate": JSON.stringify(STATE) });
  const { out, err, status } = await terminal.run(words, OURS);
  expect([status, err]).toEqual([0, ""]);
  expect(JSON.parse(out)).toEqual(expected);
});

test.each([
  ["state identities", OURS, /Identities need -json/],
  ["state identities -json y_a.other", OURS, /contains no resource y_a\.other/],
  ["state identities -json y_a", OURS, /Invalid address|Resource specification/],
  ["state identities -json", {}, /state <subcommand>/],
])("%s is refused", async (words, options, said) => {
  const terminal = createTerminal();
  await terminal.write({ "terraform.tfstate": JSON.stringify(STATE) });
  const { out, err, status } = await terminal.run(words, options);
  expect(status).toBe(1);
  expect(out + err).toMatch(said);
});

test("what is done to the state keeps identities", async () => {
  const terminal = createTerminal();
  await terminal.write({ "terraform.tfstate": JSON.stringify(STATE) });
  for (const words of ["state mv y_a.b y_a.moved", 'taint y_a.moved["x"]', 'untaint y_a.moved["x"]'])
    expect([words, (await terminal.run(words, OURS)).status]).toEqual([words, 0]);
  const { out } = await terminal.run("state identities -json y_a.moved", OURS);
  expect(JSON.parse(out)).toEqual({
    'y_a.moved["x"]': ALL['y_a.b["x"]'],
    'y_a.moved["y"]': ALL['y_a.b["y"]'],
  });
  // As Terraform 1.12 and later write it.
  expect(await terminal.read("terraform.tfstate")).toContain(
    '"sensitive_attributes": [],\n          "identity_schema_version": 0,\n          "identity": {\n            "account": 1,',
  );
});
