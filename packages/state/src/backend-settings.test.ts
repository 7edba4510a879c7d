import { declareErrors } from "@tutti/errors";
import { type Diagnostic, parseConfig, parseJsonConfig } from "@tutti/hcl";
import { BOOL, listType, NUMBER, numberValue, STRING, stringValue, TRUE, type Value } from "@tutti/values";
import { describe, expect, it } from "vitest";
import type { BackendDefinition } from "./backend.ts";
import {
  type BackendOverride,
  decodeBackendSettings,
  encodeSettings,
  noSettings,
  settingsFrom,
  textSetting,
} from "./backend-settings.ts";
import { backendTypes, DEFAULT_BACKEND, findBackend } from "./backends/backends.ts";

const told = declareErrors({ "bad-bucket": "Bad bucket" });

/** A backend with an argument of each type; `bucket` is required and must not be "bad". */
const DEFINITION: BackendDefinition = {
  type: "test",
  arguments: [
    { name: "bucket", type: STRING, required: true, description: "" },
    { name: "count", type: NUMBER, description: "" },
    { name: "secure", type: BOOL, description: "" },
    { name: "paths", type: listType(STRING), description: "" },
  ],
  takesFileFlags: false,
  validate: (settings) =>
    textSetting(settings, "bucket") === "bad"
      ? [{ ...told("bad-bucket"), detail: "It is bad.", argument: "bucket" }]
      : [],
  create: () => {
    throw new Error("not asked for");
  },
};

function decode(block: string, overrides: readonly BackendOverride[] = [], definition = DEFINITION): string {
  const { settings, written, diagnostics } = decodeBackendSettings(
    definition,
    parseConfig(block, "main.tf").body,
    overrides,
  );
  expect(settings === undefined).toBe(diagnostics.length > 0);
  if (written !== undefined && overrides.length === 0 && settings !== undefined)
    expect(written).toEqual(settings);
  return settings === undefined ? diagnostics.map(describeDiagnostic).join("; ") : encodeSettings(settings);
}

function describeDiagnostic({ summary, detail, subject }: Diagnostic): string {
  const at =
    subject === undefined ? "" : ` (${subject.filename}:${subject.start.line},${subject.start.column})`;
  return `${summary}${at}: ${detail}`;
}

const argument = (text: string): BackendOverride => ({ kind: "argument", text });
const file = (text: string): BackendOverride => ({ kind: "file", body: parseConfig(text, "more.hcl").body });
const json = (text: string): BackendOverride => ({
  kind: "file",
  body: parseJsonConfig(text, "more.json").body,
});

describe("decodeBackendSettings()", () => {
  const all = (bucket: string, count = "null", secure = "null", paths = "null"): string =>
    `{"bucket":"${bucket}","count":${count},"paths":${paths},"secure":${secure}}`;

  const cases: readonly [string, string, readonly BackendOverride[], string][] = [
    ["what is left out is null", 'bucket = "a"', [], all("a")],
    [
      "each type",
      'bucket = "a"\ncount = 2\nsecure = true\npaths = ["x"]',
      [],
      all("a", "2", "true", '["x"]'),
    ],
    ["values that can be converted", 'bucket = 5\ncount = "2"\nsecure = "true"', [], all("5", "2", "true")],
    ["null is left out", 'bucket = "a"\ncount = null', [], all("a")],
    ["an argument of the command line", "", [argument("bucket=a")], all("a")],
    ["the last one wins", 'bucket = "a"', [argument("bucket=b"), argument("bucket=c")], all("c")],
    ["text as it stands", "", [argument('bucket= "q"=x ')], all(' \\"q\\"=x ')],
    ["an empty text", "", [argument("bucket=")], all("")],
    [
      "converted to the type",
      "",
      [argument("bucket=a"), argument("count=7"), argument("secure=false")],
      all("a", "7", "false"),
    ],
    ["a file", 'bucket = "a"', [file('bucket = "f"\ncount = 1')], all("f", "1")],
    ["a JSON file", 'bucket = "a"', [json('{"count": 3}')], all("a", "3")],
    [
      "a file leaves alone what it does not name",
      'bucket = "a"\ncount = 1',
      [file("secure = true")],
      all("a", "1", "true"),
    ],
    [
      "in the order given",
      "",
      [file('bucket = "f"'), argument("bucket=g"), file("count = 1")],
      all("g", "1"),
    ],
    [
      "nothing that is required",
      "count = 1",
      [],
      'Missing required argument (main.tf:1,1): The argument "bucket" is required, but no definition was found.',
    ],
    [
      "null for what is required",
      "bucket = null",
      [],
      'Missing required argument (main.tf:1,1): The argument "bucket" is required, but no definition was found.',
    ],
    [
      "an argument that is none",
      'bucket = "a"\nother = 1',
      [],
      'Unsupported argument (main.tf:2,1): An argument named "other" is not expected here.',
    ],
    [
      "a wrong type",
      "bucket = []",
      [],
      'Incorrect attribute value type (main.tf:1,10): Inappropriate value for attribute "bucket": string required.',
    ],
    [
      "a variable",
      "bucket = var.x",
      [],
      "Variables not allowed (main.tf:1,10): Variables may not be used here.",
    ],
    [
      "an unknown name on the command line",
      'bucket = "a"',
      [argument("other=1")],
      'Invalid backend configuration argument: The backend configuration argument "other" given on the command line is not expected for the selected backend type.',
    ],
    [
      "a blank before the equals sign",
      'bucket = "a"',
      [argument("bucket =1")],
      'Invalid backend configuration argument: The backend configuration argument "bucket " given on the command line is not expected for the selected backend type.',
    ],
    [
      "a text that cannot be converted",
      'bucket = "a"',
      [argument("count=many")],
      'Invalid backend configuration value: Invalid backend configuration argument -backend-config="count=many": a number is required',
    ],
    ["a list", 'bucket = "a"', [argument('paths=["x", 2]')], all("a", "null", "null", '["x","2"]')],
    ["nothing for a list", 'bucket = "a"\npaths = ["x"]', [argument("paths=null")], all("a")],
    [
      "text for a list",
      'bucket = "a"',
      [argument('paths="x"')],
      'Incorrect attribute value type (-backend-config=...:1,1): Inappropriate value for attribute "paths": list of string required.',
    ],
    [
      "a list of what is no text",
      'bucket = "a"',
      [argument("paths=[[]]")],
      'Incorrect attribute value type (-backend-config=...:1,1): Inappropriate value for attribute "paths": element 0: string required.',
    ],
    [
      "half a list",
      'bucket = "a"',
      [argument("paths=[")],
      'Missing expression (-backend-config="paths=[":1,2): Expected the start of an expression, but found the end of the file.',
    ],
    [
      "more than a list",
      'bucket = "a"',
      [argument("paths=[] {}")],
      'Extra characters after expression (-backend-config="paths=[] {}":1,4): An expression was successfully parsed, but extra characters were found after it.',
    ],
    [
      "a variable in a list",
      'bucket = "a"',
      [argument("paths=[var.x]")],
      'Variables not allowed (-backend-config="paths=[var.x]":1,2): Variables may not be used here.',
    ],
    [
      "a mistake in a file",
      'bucket = "a"',
      [file("nope = 1")],
      'Unsupported argument (more.hcl:1,1): An argument named "nope" is not expected here.',
    ],
    ["what the backend refuses", '\nbucket = "bad"', [], "Bad bucket (main.tf:2,10): It is bad."],
    [
      "what it refuses of the command line",
      'bucket = "a"',
      [argument("bucket=bad")],
      "Bad bucket (main.tf:1,1): It is bad.",
    ],
  ];
  it.each(cases)("%s", (_, block, overrides, wanted) => {
    expect(decode(block, overrides)).toBe(wanted);
  });

  it("keeps apart what the block alone says", () => {
    const body = parseConfig('bucket = "a"', "main.tf").body;
    const { written, settings } = decodeBackendSettings(DEFINITION, body, [argument("bucket=b")]);
    expect([written, settings].map((found) => found && encodeSettings(found))).toEqual([all("a"), all("b")]);
    const wrong = decodeBackendSettings(DEFINITION, parseConfig("nope = 1", "main.tf").body);
    expect([wrong.written, wrong.settings]).toEqual([undefined, undefined]);
    const late = decodeBackendSettings(DEFINITION, body, [argument("nope=1")]);
    expect([late.written && encodeSettings(late.written), late.settings]).toEqual([all("a"), undefined]);
  });
});

describe("settingsFrom()", () => {
  const cases: readonly [string, Readonly<Record<string, Value>>, string][] = [
    [
      "values of the right types",
      { bucket: stringValue("a"), secure: TRUE },
      '{"bucket":"a","count":null,"paths":null,"secure":true}',
    ],
    [
      "values that can be converted",
      { bucket: numberValue(1) },
      '{"bucket":"1","count":null,"paths":null,"secure":null}',
    ],
    ["another name", { bucket: stringValue("a"), x: TRUE }, 'unexpected attribute "x"'],
    ["nothing required", {}, 'attribute "bucket" is required'],
    ["a wrong type", { bucket: stringValue("a"), count: stringValue("b") }, ".count: a number is required"],
  ];
  it.each(cases)("%s", (_, given, wanted) => {
    const settings = settingsFrom(DEFINITION, new Map(Object.entries(given)));
    expect(typeof settings === "string" ? settings : encodeSettings(settings)).toBe(wanted);
  });
});

describe("backends", () => {
  it("are known, or not", async () => {
    expect(backendTypes()).toEqual(["azurerm", "consul", "gcs", "http", "kubernetes", "local", "pg", "s3"]);
    expect(await findBackend("local")).toBe(DEFAULT_BACKEND);
    for (const type of ["", "what", "toString", "LOCAL"])
      expect(await findBackend(type), type).toBe(`There is no backend type named "${type}".`);
  });

  it("say what may be set", () => {
    expect([...noSettings(DEFAULT_BACKEND).keys()]).toEqual(["path", "workspace_dir"]);
    const empty = decode('path = ""\nworkspace_dir = ""', [], DEFAULT_BACKEND);
    expect(empty).toBe(
      'Invalid local state file path (main.tf:1,8): The "path" attribute value must not be empty.; Invalid local workspace directory path (main.tf:2,17): The "workspace_dir" attribute value must not be empty.',
    );
  });
});
