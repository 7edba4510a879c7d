import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { HttpExchange } from "@tutti/runtime";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type FetchWorld, failureOf, openFetchWorld, tarFile, zipFile } from "../../testkit/index.ts";
import { fetchPackage } from "./fetch-package.ts";

let world: FetchWorld;
beforeEach(() => {
  world = openFetchWorld();
});
afterEach(() => world.end());

function fetched(address: string): Promise<string> {
  return failureOf(
    fetchPackage(world.context, address, {
      folder: join(world.folder, "out"),
      shown: ".terraform/modules/m",
    }),
  );
}

function names(): readonly string[] {
  return readdirSync(join(world.folder, "out"))
    .filter((name) => name !== ".git")
    .sort();
}

const read = (name: string): string => readFileSync(join(world.folder, "out", name), "utf8");

/** A repository with a tag v1, a branch `next`, and a folder. */
function repository(name = "repo"): string {
  world.write({ [`${name}/main.tf`]: "one", [`${name}/sub/a.tf`]: "a" });
  world.git(name, "init", "-q", "-b", "main");
  commit(name, "one");
  world.git(name, "tag", "v1");
  world.write({ [`${name}/main.tf`]: "two" });
  commit(name, "two");
  world.git(name, "checkout", "-q", "-b", "next");
  world.write({ [`${name}/main.tf`]: "three" });
  commit(name, "three");
  world.git(name, "checkout", "-q", "main");
  return `file://${world.folder}/${name}`;
}

function commit(name: string, message: string): void {
  world.git(name, "add", ".");
  world.git(name, "commit", "-qm", message);
}

describe("git", () => {
  test.each([
    ["", "two"],
    ["?ref=v1", "one"],
    ["?ref=next", "three"],
    ["?ref=main", "two"],
    ["?depth=1", "two"],
    ["?depth=1&ref=v1", "one"],
    ["?ref=next&depth=1", "three"],
    ["?depth=nonsense", "two"],
  ])("an address that ends with %j gives what stands there", async (query, wanted) => {
    expect(await fetched(`git::${repository()}${query}`)).toBe("none");
    expect(read("main.tf")).toBe(wanted);
    expect(names()).toEqual(["main.tf", "sub"]);
  });

  test.each([
    ["a tag", "?ref=v1", true],
    ["a branch", "?ref=next", false],
    ["nothing", "", false],
  ])("only what does not move is fixed: %s", async (_, query, wanted) => {
    const destination = { folder: join(world.folder, "out"), shown: "m" };
    expect(await fetchPackage(world.context, `git::${repository()}${query}`, destination)).toEqual({
      fixed: wanted,
    });
  });

  test("a commit is fixed, and has no depth", async () => {
    const address = repository();
    const hash = world.git("repo", "rev-parse", "v1");
    expect(await fetched(`git::${address}?ref=${hash}&depth=1`)).toMatch(
      /^error downloading 'file:.*': .*git exited with 128: Cloning into '\.terraform\/modules\/m'\.\.\.\n[\s\S]*\(note that setting 'depth' requires 'ref' to be a branch or tag name\)$/,
    );
    expect(await fetched(`git::${address}?ref=${hash}`)).toBe("none");
    expect(read("main.tf")).toBe("one");
  });

  test.each([
    [
      "a ref that is none",
      "?ref=nope",
      /exited with 1: error: pathspec 'nope' did not match any file\(s\) known to git\n$/,
    ],
    ["a ref that is a file", "?ref=main.tf", /pathspec 'main\.tf' did not match/],
    [
      "an option",
      "?ref=--upload-pack=evil",
      /the ref "--upload-pack=evil" begins with a dash, which no ref does$/,
    ],
    ["an option with a depth", "?depth=1&ref=-b", /the ref "-b" begins with a dash/],
    ["a key", "?sshkey=c2VjcmV0", /^error downloading 'file:.*sshkey=redacted': a private key in an address/],
  ])("an address is refused that asks for %s", async (_, query, wanted) => {
    expect(await fetched(`git::${repository()}${query}`)).toMatch(wanted);
  });

  test("a repository that is not there", async () => {
    expect(await fetched(`git::file://${world.folder}/gone`)).toMatch(
      /git exited with 128: Cloning into '\.terraform\/modules\/m'\.\.\.\nfatal: '.*\/gone' does not appear to be a git repository\n/,
    );
  });

  test("no program is run for ext::, and no unknown protocol tried", async () => {
    expect(await fetched(`git::ext::touch% ${world.folder}/evil`)).toMatch(/git does not fetch by ext:/);
    expect(await fetched("git::ftp://127.0.0.1/x")).toMatch(/git does not fetch by ftp:/);
    expect(readdirSync(world.folder)).toEqual([]);
  });

  test("the user's own GIT_ALLOW_PROTOCOL still counts, and a hook's GIT_DIR does not", async () => {
    await world.end();
    world = openFetchWorld({ variables: { GIT_ALLOW_PROTOCOL: "https:ext", GIT_DIR: "/nowhere" } });
    expect(await fetched(`git::${repository()}`)).toMatch(/transport 'file' not allowed/);
    await world.end();
    world = openFetchWorld({ variables: { GIT_DIR: "/nowhere", GIT_WORK_TREE: "/nowhere" } });
    expect(await fetched(`git::${repository()}`)).toBe("none");
  });

  test.each(["-x", "ext::touch evil", "file:///"])("a submodule at %s is not fetched", async (url) => {
    const address = repository();
    const hash = world.git("repo", "rev-parse", "v1");
    world.write({ "repo/.gitmodules": `[submodule "s"]\n\tpath = s\n\turl = ${url}\n` });
    world.git("repo", "add", ".gitmodules");
    world.git("repo", "update-index", "--add", "--cacheinfo", `160000,${hash},s`);
    world.git("repo", "commit", "-qm", "submodule");
    expect(await fetched(`git::${address}`)).toMatch(/git exited with \d+: /);
    expect(readdirSync(world.folder).includes("evil")).toBe(false);
  });

  test("links of a repository stay in it", async () => {
    const address = repository();
    symlinkSync("main.tf", join(world.folder, "repo/good.tf"));
    commit("repo", "good");
    expect(await fetched(`git::${address}`)).toBe("none");
    symlinkSync("../../evil", join(world.folder, "repo/sub/bad.tf"));
    commit("repo", "bad");
    world.write({ "out2/x": "" });
    const again = fetchPackage(world.context, `git::${address}`, {
      folder: join(world.folder, "again"),
      shown: "m",
    });
    expect(await failureOf(again)).toMatch(
      /"sub\/bad\.tf" is a link to "\.\.\/\.\.\/evil", which leads outside of the module$/,
    );
  });

  test("too large a repository is refused", async () => {
    await world.end();
    world = openFetchWorld({ limits: { packageBytesMax: 3 } });
    expect(await fetched(`git::${repository()}`)).toMatch(/the package holds more than 3 bytes$/);
    await world.end();
    world = openFetchWorld({ limits: { entriesMax: 2 } });
    expect(await fetched(`git::${repository()}`)).toMatch(/the package has more than 2 entries$/);
  });

  test("nobody is asked for a password", async () => {
    const base = await world.serve((exchange) =>
      exchange.respond(401, { "WWW-Authenticate": 'Basic realm="x"' }, ""),
    );
    expect(await fetched(`git::${base}/x.git`)).toMatch(/terminal prompts disabled|could not read Username/);
  });

  test("a password in the address is not shown", async () => {
    expect(await fetched("git::http://user:secret@127.0.0.1:1/x.git?ref=-v")).not.toMatch(/secret/);
  });

  test("without git that is said", async () => {
    await world.end();
    world = openFetchWorld({ variables: { PATH: "relative:/nowhere" } });
    expect(await fetched("git::https://127.0.0.1/x")).toMatch(/git must be available and on the PATH$/);
  });
});

describe("archives", () => {
  const ZIP = zipFile([
    { name: "main.tf", content: "zipped" },
    { name: "sub/a.tf", content: "a" },
  ]);

  /** Answers each path with a body, or as the function says. */
  function serving(
    paths: Readonly<Record<string, Uint8Array | string | ((exchange: HttpExchange) => void)>>,
  ): Promise<string> {
    return world.serve((exchange) => {
      const found = paths[exchange.target.split("?")[0] ?? ""];
      if (typeof found === "function") found(exchange);
      else if (found === undefined) exchange.respond(404, {}, "no");
      else exchange.respond(200, {}, found);
    });
  }

  const to = (location: string) => (exchange: HttpExchange) =>
    exchange.respond(302, { Location: location }, "");
  const named = (text: string) => (exchange: HttpExchange) =>
    exchange.respond(200, { "X-Terraform-Get": text }, "");

  test.each(["bzip2", "xz"])("a tar packed by %s", async (program) => {
    world.write({ "main.tf": "packed" });
    const tar = execFileSync("tar", ["-C", world.folder, "-c", "main.tf"]);
    const bytes = execFileSync(program, ["-c"], { input: tar });
    const base = await serving({ [`/m.tar.${program === "xz" ? "xz" : "bz2"}`]: bytes });
    expect(await fetched(`${base}/m.tar.${program === "xz" ? "xz" : "bz2"}`)).toBe("none");
    expect(read("main.tf")).toBe("packed");
  });

  test("a tar that this machine has no program for, and one that is none", async () => {
    const base = await serving({ "/m.txz": "nonsense" });
    expect(await fetched(`${base}/m.txz`)).toMatch(/^the archive cannot be read: xz: .*not recognized/);
    await world.end();
    world = openFetchWorld({ variables: { PATH: "/nowhere" } });
    const again = await serving({ "/m.txz": "nonsense" });
    const { runtime } = world.context;
    const context = {
      ...world.context,
      runtime: {
        ...runtime,
        processes: {
          ...runtime.processes,
          run: (command: Parameters<typeof runtime.processes.run>[0]) =>
            runtime.processes.run({ ...command, program: `/nowhere/${command.program}` }),
        },
      },
    };
    const destination = { folder: join(world.folder, "out"), shown: "m" };
    expect(await failureOf(fetchPackage(context, `${again}/m.txz`, destination))).toBe(
      "the program xz is needed to unpack this archive, and it is not installed",
    );
  });

  test.each(["bzip2", "xz"])("a bomb packed by %s", async (program) => {
    await world.end();
    world = openFetchWorld({ limits: { ratioFromBytes: 1 << 20, ratioMax: 10 } });
    const bytes = execFileSync(program, ["-c"], { input: Buffer.alloc(3 << 20) });
    const name = `/m.tar.${program === "xz" ? "xz" : "bz2"}`;
    const base = await serving({ [name]: bytes });
    expect(await fetched(`${base}${name}`)).toBe("the archive unpacks to more than 1048577 bytes");
  });

  test("what the name does not say, archive= does", async () => {
    const base = await serving({ "/m": ZIP, "/m.zip": ZIP });
    expect(await fetched(`${base}/m?archive=zip`)).toBe("none");
    expect(read("main.tf")).toBe("zipped");
    expect(await fetched(`${base}/m.zip?archive=false`)).toMatch(
      /^error downloading .*no source URL was returned$/,
    );
  });

  test("an archive of this machine", async () => {
    writeFileSync(join(world.folder, "m.tgz"), await tarFile([{ name: "main.tf", content: "near" }]));
    expect(await fetched(`file://${world.folder}/m.tgz`)).toBe("none");
    expect(read("main.tf")).toBe("near");
    expect(await fetched(`file://${world.folder}/gone.zip`)).toMatch(
      /^source path error: stat .*no such file/,
    );
    mkdirSync(join(world.folder, "d.zip"));
    expect(await fetched(`file://${world.folder}/d.zip`)).toBe("source path must be a file");
  });

  test("redirects are followed, ten of them", async () => {
    const base = await serving({
      "/m.zip": ZIP,
      "/r.zip": to("/m.zip"),
      "/l.zip": to("/l.zip"),
      "/f.zip": to("file:///etc/passwd"),
    });
    expect(await fetched(`${base}/r.zip`)).toBe("none");
    expect(await fetched(`${base}/l.zip`)).toBe('Get "/l.zip": stopped after 10 redirects');
    expect(await fetched(`${base}/f.zip`)).toMatch(/a redirect from http:\/\/ to file:\/\/ is not followed$/);
  });

  test("a password goes to the host of the address alone", async () => {
    const seen: (string | undefined)[] = [];
    const other = await world.serve((exchange) => {
      seen.push(exchange.header("authorization"));
      exchange.respond(200, {}, ZIP);
    });
    const base = await world.serve((exchange) => {
      seen.push(exchange.header("authorization"));
      exchange.respond(302, { Location: `${other}/m.zip` }, "");
    });
    expect(await fetched(`${base.replace("//", "//u:p%40@")}/m.zip`)).toBe("none");
    expect(seen).toEqual([`Basic ${Buffer.from("u:p@").toString("base64")}`, undefined]);
  });

  test("pages name a package by header or meta", async () => {
    const base = await serving({
      "/m.zip": ZIP,
      "/meta": (exchange) =>
        exchange.respond(
          200,
          {},
          `<HTML><head><META content="${base}/m.zip?a=1&amp;b=2" name='terraform-get'></head>`,
        ),
      "/late": (exchange) =>
        exchange.respond(
          200,
          {},
          `<head></head><body><meta name="terraform-get" content="${base}/m.zip"></body>`,
        ),
      "/header": (exchange) => exchange.respond(200, { "X-Terraform-Get": `${base}/m.zip` }, ""),
      "/sub": (exchange) => exchange.respond(200, { "X-Terraform-Get": `${base}/m.zip//sub` }, ""),
      "/nosub": (exchange) => exchange.respond(200, { "X-Terraform-Get": `${base}/m.zip//no` }, ""),
      "/loop": (exchange) => exchange.respond(200, { "X-Terraform-Get": `${base}/loop` }, ""),
      "/path": named("/etc"),
      "/registry": named("a/b/c"),
      "/none": named(""),
    });
    for (const [path, wanted] of [
      ["/meta", "none"],
      ["/header", "none"],
      ["/late", /no source URL was returned$/],
      ["/none", /no source URL was returned$/],
      ["/path", /': invalid source string: \/etc$/],
      ["/registry", /': invalid source string: a\/b\/c$/],
      ["/gone", /': bad response code: 404$/],
      ["/nosub", /': subdir "no" not found$/],
      ["/loop", /^(error downloading '[^']*': ){11}too many X-Terraform-Get redirects: 11$/],
      ["/meta?checksum=aa", /': checksum cannot be specified for directory download$/],
    ] as const) {
      const said = await fetched(`${base}${path}`);
      if (typeof wanted === "string") expect(said).toBe(wanted);
      else expect(said).toMatch(wanted);
    }
    const destination = { folder: join(world.folder, "part"), shown: "m" };
    await fetchPackage(world.context, `${base}/sub`, destination);
    expect(readdirSync(destination.folder)).toEqual(["a.tf"]);
  });

  test.each<[string, (hash: (type: string) => string) => string, RegExp | undefined]>([
    ["sha256", (hash) => `sha256:${hash("sha256")}`, undefined],
    ["the type by its length", (hash) => hash("md5"), undefined],
    ["upper case", (hash) => hash("sha512").toUpperCase(), undefined],
    [
      "another hash",
      () => `sha1:${"0".repeat(40)}`,
      /^Checksums did not match for .*\/m\.zip\.\nExpected: 0{40}\nGot: [0-9a-f]{40}\n\*sha1\.digest$/,
    ],
    ["no hash", () => "zz", /^invalid checksum: invalid checksum: encoding\/hex: invalid byte: U\+007A 'z'$/],
    ["a length that no hash has", () => "abcd", /unsupported checksum type/],
    ["a type that is none", () => "sha3:abcd", /unsupported checksum type: sha3/],
    ["a file", () => "file:sums", /a checksum that lies in a file is not read/],
  ])("checksum= with %s", async (_, checksum, wanted) => {
    const base = await serving({ "/m.zip": ZIP });
    const text = checksum((type) => createHash(type).update(ZIP).digest("hex"));
    const said = await fetched(`${base}/m.zip?checksum=${text}`);
    if (wanted === undefined) expect(said).toBe("none");
    else expect(said).toMatch(wanted);
  });

  test("servers that fail, that are not there, and that send too much", async () => {
    await world.end();
    world = openFetchWorld({ limits: { archiveBytesMax: 1000 } });
    const base = await serving({
      "/500.zip": (exchange) => exchange.respond(500, {}, ""),
      "/large.zip": new Uint8Array(2000),
      "/endless.zip": (exchange) => {
        const answer = exchange.stream(200, {});
        const more = async (): Promise<void> => {
          while (!exchange.gone.aborted) {
            answer.write(new Uint8Array(100));
            await answer.drained();
            await new Promise((resolve) => setImmediate(resolve));
          }
        };
        more();
      },
    });
    expect(await fetched(`${base}/500.zip`)).toBe("bad response code: 500");
    expect(await fetched(`${base}/large.zip`)).toMatch(/the body is larger than 1000 bytes$/);
    expect(await fetched(`${base}/endless.zip`)).toMatch(/the body is larger than 1000 bytes$/);
    expect(await fetched("http://127.0.0.1:1/m.zip")).toBe(
      'Get "http://127.0.0.1:1/m.zip": dial tcp 127.0.0.1:1: connect: connection refused',
    );
  });
});

test.each([
  ["says nothing", () => undefined],
  ["begins and goes no further", (exchange: HttpExchange) => void exchange.stream(200, {}).write("P")],
])("a server that %s has its time", async (_, answer) => {
  await world.end();
  world = openFetchWorld({ limits: { packageMs: 100 } });
  const base = await world.serve(answer);
  expect(await fetched(`${base}/m.zip`)).toMatch(
    /: context deadline exceeded \(Client.Timeout exceeded while awaiting headers\)$/,
  );
});

test("a folder of this machine is used where it is", async () => {
  world.write({ "there/main.tf": "x" });
  expect(await fetched(`file://${world.folder}/there`)).toBe("none");
  expect(lstatSync(join(world.folder, "out")).isSymbolicLink()).toBe(true);
  expect(read("main.tf")).toBe("x");
  expect(await fetched(`file://${world.folder}/gone`)).toMatch(
    /source path error: stat .*gone: no such file/,
  );
  expect(await fetched(`file://${world.folder}/there/main.tf`)).toMatch(/: source path must be a directory$/);
  expect(await fetched("file://elsewhere/x")).toMatch(/names no file of this machine/);
});

test.each([
  ["hg::http://127.0.0.1:1/x", /not fetched by Mercurial/],
  ["s3::https://s3.amazonaws.com/b/m.zip", /not fetched from S3; /],
  ["gcs::https://www.googleapis.com/storage/v1/b/m.zip", /not fetched from Google Cloud Storage; /],
  ["ftp://127.0.0.1/x.zip", /^download not supported for scheme 'ftp'$/],
  ["localhost:1/a/b/c", /^download not supported for scheme 'localhost'$/],
])("%s is refused in a sentence", async (address, wanted) => {
  expect(await fetched(address)).toMatch(wanted);
});
