import { BOOL, stringValue } from "@tutti/values";
import { expect, test } from "vitest";
import { plainProvider } from "../../testkit/plain-provider.ts";
import { createProviderFactory } from "./provider.ts";

const local = await plainProvider(createProviderFactory);
const { machine } = local;
const SHA1_OF_HELLO = "aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d";

const contents: readonly [string, Record<string, string>][] = [
  ["content", { content: "hello" }],
  ["content_base64", { content_base64: "aGVsbG8=" }],
  ["source", { source: "hello.txt" }],
  ["sensitive_content", { sensitive_content: "hello" }],
];
test.each(contents)("local_file with %s", async (_, source) => {
  await machine.write({ "hello.txt": "hello" });
  const config = { filename: "made/below/x.txt", ...source };
  const { value = {}, told } = await local.create("local_file", config);
  expect(told).toEqual([]);
  expect(await machine.read("made/below/x.txt")).toBe("hello");
  expect(value).toMatchObject({
    id: SHA1_OF_HELLO,
    content_sha1: SHA1_OF_HELLO,
    content_md5: "5d41402abc4b2a76b9719d911017c592",
    content_base64sha256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
    file_permission: "0777",
  });
  expect((await local.read("local_file", value)).value).toEqual(value);
  expect(await local.plan("local_file", config, value)).toEqual({ value, told: [], replace: [] });
  expect((await local.destroy("local_file", value)).told).toEqual([]);
  expect(await machine.read("made/below/x.txt")).toBeUndefined();
  // What is gone already is no mistake.
  expect((await local.destroy("local_file", value)).told).toEqual([]);
});

test("a file that somebody changed, or took away, is gone", async () => {
  const { value = {} } = await local.create("local_file", { filename: "f", content: "a" });
  await machine.write({ f: "b" });
  expect((await local.read("local_file", value)).value).toBeUndefined();
  await machine.host.disk.remove("f");
  expect((await local.read("local_file", value)).value).toBeUndefined();
});

test("modes are those that are asked for", async () => {
  const modeOf = async (path: string) => ((await machine.host.disk.stat(path))?.mode ?? 0) & 0o777;
  await local.create("local_file", {
    filename: "m/f",
    content: "",
    file_permission: "640",
    directory_permission: "0750",
  });
  expect([await modeOf("m/f"), await modeOf("m")]).toEqual([0o640, 0o750]);
  const { value } = await local.create("local_sensitive_file", { filename: "s/f", content: "" });
  expect([await modeOf("s/f"), await modeOf("s")]).toEqual([0o700, 0o700]);
  expect(value).toMatchObject({ file_permission: "0700", directory_permission: "0700" });
});

test("every argument makes another file", async () => {
  const { value = {} } = await local.create("local_file", { filename: "e", content: "a" });
  const plan = async (config: Record<string, string>) =>
    (await local.plan("local_file", { filename: "e", content: "a", ...config }, value)).replace;
  for (const name of ["filename", "content", "file_permission", "directory_permission"])
    expect(await plan({ [name]: "0644" })).toContain(name);
});

const mistakes: readonly [string, Record<string, unknown>, readonly string[]][] = [
  ["local_file", { filename: "f", content: "" }, []],
  ["local_file", { filename: "f", content: "?", source: "?" }, []],
  [
    "local_sensitive_file",
    { filename: "f" },
    ["content_base64,source", "content,source", "content,content_base64"].map(
      (others) =>
        `Invalid Attribute Combination: No attribute specified when one (and only one) of [${others}] is required`,
    ),
  ],
  [
    "local_sensitive_file",
    { filename: "f", content: "a", source: "b" },
    ["content_base64,source", "content,source", "content,content_base64"].map(
      (others) =>
        `Invalid Attribute Combination: 2 attributes specified when one (and only one) of [${others}] is required`,
    ),
  ],
  ...["7", "0888", "1777", "rw", "00644"].map(
    (mode): [string, Record<string, unknown>, readonly string[]] => [
      "local_file",
      { filename: "f", content: "a", file_permission: mode },
      [
        `Invalid File Permission String Value: bad mode permission: 3 octal digits are expected, with a 0 before them or without: ${mode}`,
      ],
    ],
  ),
];
test.each(mistakes)("a mistake of %s %j", async (type, config, expected) => {
  expect(await local.validate(type, config as never)).toEqual(expected);
});

test("what cannot be written", async () => {
  await machine.write({ file: "" });
  const below = await local.create("local_file", { filename: "file/below", content: "a" });
  expect(below.told[0]).toMatch(/^Create local file error: The file cannot be written: .*file/);
  const missing = await local.create("local_file", { filename: "x", source: "nowhere" });
  expect(missing.told[0]).toBe(
    "Create local file error: The file cannot be written: nowhere: no such file or directory.",
  );
});

test("data local_file", async () => {
  await machine.host.disk.writeFile("bytes", new Uint8Array([0x61, 0xff]));
  const { value } = await local.readData("local_file", { filename: "bytes" });
  expect(value).toMatchObject({
    content: "a\ufffd",
    content_base64: "Yf8=",
    content_md5: "cc7bb99ae517c38d9547266ff7157071",
  });
  expect((await local.readData("local_sensitive_file", { filename: "bytes" })).value).toEqual(value);
  expect((await local.readData("local_file", { filename: "none" })).told).toEqual([
    "Read local file error: The file at given path cannot be read: none: no such file or directory.",
  ]);
});

test("what is sensitive is said to be", () => {
  const { resourceTypes, dataSources } = local.provider.schema();
  const hidden = (schema: typeof resourceTypes, type: string) =>
    [...(schema.get(type)?.block.attributes ?? [])]
      .filter(([, { sensitive }]) => sensitive)
      .map(([name]) => name);
  expect(hidden(resourceTypes, "local_file")).toEqual(["sensitive_content"]);
  expect(hidden(resourceTypes, "local_sensitive_file")).toEqual(["content", "content_base64"]);
  expect(hidden(dataSources, "local_sensitive_file")).toEqual(["content", "content_base64"]);
  expect(hidden(dataSources, "local_file")).toEqual([]);
});

test("direxists()", async () => {
  await machine.write({ "folder/file": "" });
  const direxists = (await local.provider.functions?.())?.get("direxists");
  const call = (path: string) => direxists?.call([stringValue(path)], BOOL);
  expect([call("folder"), call("nothing")]).toMatchObject([{ asBool: true }, { asBool: false }]);
  expect(call("folder/file")).toMatchObject({
    message: 'Invalid file mode detected: "folder/file" was found, but is not a directory',
    argument: 0,
  });
});

machine.host.processes.install("say", async ({ args, input, directory, environment }) => {
  const read = typeof input === "string" ? input : "";
  const [status = "0", ...words] = args;
  const output = `${[...words, read, directory ?? "", environment?.["MORE"] ?? ""].filter((part) => part !== "").join(" ")}`;
  return { exitCode: Number(status), output };
});

test("local_command", async () => {
  const said = await local.readData("local_command", {
    command: "say",
    arguments: ["0", "a", null, ""],
    stdin: "b",
    working_directory: "/",
  });
  expect(said.value).toMatchObject({ stdout: "a b /", stderr: null, exit_code: 0 });
  const failed = await local.readData("local_command", { command: "say", arguments: ["3"] });
  expect(failed.told[0]).toMatch(/^Command Execution Failed: .*State: exit status 3$/s);
  const allowed = await local.readData("local_command", {
    command: "say",
    arguments: ["3"],
    allow_non_zero_exit_code: true,
  });
  expect(allowed).toMatchObject({ told: [], value: { exit_code: 3, stdout: null } });
  const none = await local.readData("local_command", { command: "no-such-program" });
  expect(none.told[0]).toMatch(/^Command Lookup Failed: .*no-such-program/s);
  expect((await local.open("local_command", { command: "say", arguments: ["0", "x"] })).value).toMatchObject({
    stdout: "x",
  });
});
