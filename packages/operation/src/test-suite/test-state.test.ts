import { createMachine } from "@tutti/simulation";
import { expect, test } from "vitest";
import { openTestState, testFileFolder, testStateKeys } from "./test-state.ts";

const FILE = "tests/a.tftest.hcl";

test.each([
  ["", "main"],
  ["main", "%6Dain"],
  ["./m", ".%2Fm"],
  ["a b", "a%20b"],
  ["key", "key"],
])("the state of the key %j is called %j, and found by it", async (key, name) => {
  const { host, write } = createMachine({});
  const { place } = openTestState(host, FILE, key);
  expect(place).toBe(`.terraform/tests/tests%2Fa.tftest.hcl/${name}.tfstate`);
  expect(await testStateKeys(host, FILE)).toEqual([]);
  await write({ [place]: "" });
  expect(await testStateKeys(host, FILE)).toEqual([key]);
});

test("the states of a file are found, alone or by their journals, each once, and nothing else", async () => {
  const { host, write } = createMachine({});
  const folder = testFileFolder(host, FILE);
  const names = [
    "main.tfstate",
    ".main.tfstate.journal",
    ".b.tfstate.journal",
    "a.tfstate",
    "c.tfstate.backup",
    "d.tfstate.lock.info",
    "tfstate",
    ".tfstate",
    "%zz.tfstate",
    "%61.tfstate",
    "x.json",
  ];
  await write(Object.fromEntries(names.map((name) => [`${folder}/${name}`, ""])));
  await write({ [`${testFileFolder(host, "other")}/z.tfstate`]: "" });
  expect(await testStateKeys(host, FILE)).toEqual(["", "a", "b"]);
});

test("they lie in the data directory", () => {
  const { host } = createMachine({ variables: { TF_DATA_DIR: "elsewhere" } });
  expect(testFileFolder(host, "a/b")).toBe("elsewhere/tests/a%2Fb");
});
