import { RuntimeError } from "@tutti/runtime";
import type { FunctionScope } from "../src/index.ts";

const FILES: ReadonlyMap<string, string> = new Map([
  ["hello.txt", "héllo\n"],
  ["greet.tftpl", "Hi ${name}%{ if loud }!%{ endif }"],
  ["loud.tftpl", "${core::upper(name)}"],
  ["bad.tftpl", "${upper()} ${lower()}"],
  ["broken.tftpl", "${"],
  ["again.tftpl", '${templatefile("greet.tftpl", {})}'],
  ["sub/a.txt", "a"],
  ["sub/b.md", "b"],
  ["sub/deep/c.txt", "c"],
]);

function notFound(path: string): RuntimeError {
  return new RuntimeError("ENOENT", path, `ENOENT: no such file or directory, open '${path}'`);
}

function isFolder(path: string): boolean {
  return path === "." || [...FILES.keys()].some((file) => file.startsWith(`${path}/`));
}

/** A scope in which nothing moves: a few files, one moment, and no luck. */
export function stillScope(): FunctionScope {
  return {
    baseDirectory: ".",
    workingDirectory: "/home/ada/config",
    home: "/home/ada",
    now: () => 1_709_210_096_000,
    randomBytes: (count) => new Uint8Array(count).fill(7),
    pure: false,
    planTimestamp: "2024-02-29T00:00:00Z",
    files: {
      readFile: (path) => {
        if (isFolder(path)) throw new RuntimeError("EISDIR", path, "EISDIR");
        const text = FILES.get(path);
        if (text === undefined) throw notFound(path);
        return new TextEncoder().encode(text);
      },
      stat: (path) =>
        path === "pipe"
          ? { kind: "other" }
          : FILES.has(path)
            ? { kind: "file" }
            : isFolder(path)
              ? { kind: "directory" }
              : undefined,
      list: (path) => {
        const prefix = path === "." ? "" : `${path}/`;
        const names = [...FILES.keys()]
          .filter((file) => file.startsWith(prefix))
          .map((file) => file.slice(prefix.length).split("/")[0] ?? "");
        return [...new Set(names)].map((name) => ({ name }));
      },
    },
  };
}
