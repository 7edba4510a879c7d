import { createSimulation } from "@tutti/simulation";
import { describe, expect, test } from "vitest";
import { type ConfigFormat, loadConfigFiles, parseConfigText } from "./config-file.ts";

const FILES: Readonly<Record<string, string>> = {
  "/c/b.json": '{"node_name": "b"}',
  "/c/a.hcl": 'node_name = "a"',
  "/c/skipped.txt": "no configuration",
  "/c/plain": 'node_name = "plain"',
  "/c/json.conf": '{"node_name": "conf"}',
  "/c/deep/inner.json": '{"node_name": "inner"}',
  "/c/.json": '{"node_name": "hidden"}',
};

async function load(paths: readonly string[], format: ConfigFormat = ""): Promise<unknown> {
  const { disk } = createSimulation(1).host("10.0.0.1");
  await disk.makeDirectory("/c/deep");
  for (const [path, text] of Object.entries(FILES)) await disk.writeFile(path, text);
  const loaded = await loadConfigFiles(paths, format, disk);
  if ("text" in loaded) return loaded.text;
  return [loaded.sources.map(({ name, values }) => `${name}: ${String(values.node_name)}`), loaded.warnings];
}

const skipped = (path: string) =>
  `skipping file ${path}, extension must be .hcl or .json, or config format must be set`;

describe("loadConfigFiles()", () => {
  test.each<[string, readonly string[], ConfigFormat, unknown]>([
    ["nothing", [], "", [[], []]],
    ["one file", ["/c/b.json"], "", [["/c/b.json: b"], []]],
    [
      "files in the order given, twice where named twice",
      ["/c/b.json", "/c/a.hcl", "/c/b.json"],
      "",
      [["/c/b.json: b", "/c/a.hcl: a", "/c/b.json: b"], []],
    ],
    [
      "a folder's files by name, others skipped, folders not entered",
      ["/c"],
      "",
      [
        ["/c/.json: hidden", "/c/a.hcl: a", "/c/b.json: b"],
        [skipped("/c/json.conf"), skipped("/c/plain"), skipped("/c/skipped.txt")],
      ],
    ],
    ["a folder with slashes", ["/c/deep//"], "", [["/c/deep/inner.json: inner"], []]],
    ["a file of another ending, skipped", ["/c/plain"], "", [[], [skipped("/c/plain")]]],
    ["a file of another ending as HCL", ["/c/plain"], "hcl", [["/c/plain: plain"], []]],
    ["a file of another ending as JSON", ["/c/json.conf"], "json", [["/c/json.conf: conf"], []]],
    ["the form of JSON as HCL", ["/c/b.json"], "hcl", [["/c/b.json: b"], []]],
    [
      "HCL as JSON",
      ["/c/a.hcl"],
      "json",
      "failed to parse /c/a.hcl: invalid character 'o' in literal null (expecting 'u')",
    ],
    [
      "what is not there",
      ["/none"],
      "",
      "config: Open failed on /none. open /none: no such file or directory",
    ],
    [
      "the first that is wrong",
      ["/c/b.json", "/none", "/c/skipped.txt"],
      "",
      "config: Open failed on /none. open /none: no such file or directory",
    ],
  ])("%s", async (_, paths, format, wanted) => {
    expect(await load(paths, format)).toEqual(wanted);
  });

  test("a file that cannot be read", async () => {
    const { disk } = createSimulation(1).host("10.0.0.1");
    await disk.writeFile("/a.json", "{}");
    const broken = { ...disk, readText: () => Promise.reject(new Error("no rights")) };
    expect(await loadConfigFiles(["/a.json"], "", broken)).toMatchObject({
      text: "config: ReadFile failed on /a.json: no rights",
    });
  });
});

describe("parseConfigText() tells", () => {
  const told = (text: string, format: "json" | "hcl" = "json") => {
    const source = parseConfigText(text, "f", format);
    return "text" in source ? source.text : source.values;
  };

  test.each([
    ["", "failed to parse f: unexpected end of JSON input"],
    ["{", "failed to parse f: unexpected end of JSON input"],
    ["{ nope", "failed to parse f: invalid character 'n' looking for beginning of object key string"],
    ["[]", "failed to parse f: 1 error(s) decoding:\n\n* '' expected a map, got 'slice'"],
    [
      '{"server": 1, "domain": 2, "colour": 3}',
      "failed to parse f: 2 error(s) decoding:\n\n* 'domain' expected type 'string', got unconvertible type 'float64'\n* 'server' expected type 'bool', got unconvertible type 'float64'",
    ],
    [
      '{"session_ttl_min": "x", "colour": 1}',
      'failed to parse f: 2 errors occurred:\n\t* invalid config key colour\n\t* session_ttl_min: invalid duration: "x": time: invalid duration "x"\n\n',
    ],
    ['{"colour": 1}', "failed to parse f: 1 error occurred:\n\t* invalid config key colour\n\n"],
    // The nearest key of the same place.
    [
      '{"datacentre": "x"}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key datacentre (did you mean datacenter?)\n\n",
    ],
    [
      '{"dataDir": "x"}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key dataDir (did you mean data_dir?)\n\n",
    ],
    [
      '{"DATADIR": "x"}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key DATADIR (did you mean data_dir?)\n\n",
    ],
    [
      '{"ports": {"htp": 1}}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key ports.htp (did you mean http?)\n\n",
    ],
    [
      '{"Ports": {"htp": 1}}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key Ports.htp (did you mean http?)\n\n",
    ],
    [
      '{"service": {"naem": "x"}}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key service.naem\n\n",
    ],
    [
      '{"service": {"nam": "x"}}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key service.nam (did you mean name?)\n\n",
    ],
    [
      '{"services": [{}, {"check": {"htttp": "x"}}]}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key services[1].check.htttp (did you mean http?)\n\n",
    ],
    ['{"xy": 1}', "failed to parse f: 1 error occurred:\n\t* invalid config key xy\n\n"],
    [
      '{"acl": {"tokens": {"masterr": ""}}}',
      "failed to parse f: 1 error occurred:\n\t* invalid config key acl.tokens.masterr (did you mean master?)\n\n",
    ],
  ])("%s", (text, wanted) => {
    expect(told(text)).toBe(wanted);
  });

  test.each([
    ["a = ", /^failed to parse f: At 1:5: Unknown token: 1:5 EOF; a value is wanted here/],
    ["ports { http = 8500", /^failed to parse f: At 1:23: object expected closing RBRACE got: EOF$/],
    ["server = 1 server {}", /^failed to parse f: At 1:12: key 'server' has a plain value in one place/],
    [
      "ports {} ports {}",
      /^failed to parse f: 1 error\(s\) decoding:\n\n\* 'ports' expected a map, got 'slice'$/,
    ],
    [
      "server = 1",
      /^failed to parse f: 1 error\(s\) decoding:\n\n\* 'server' expected type 'bool', got unconvertible type 'int'$/,
    ],
  ])("of HCL %s", (text, wanted) => {
    expect(told(text, "hcl")).toMatch(wanted);
  });
});
