/**
 * What a room promises is what its index.ts gives to others. Each promised
 * symbol says in a comment what it is: the reader of an index has nothing else.
 */
import { posix } from "node:path";
import { parseSync } from "vite";

/**
 * @param {(path: string) => string | undefined} read  the text of a file
 * @param {string} index  the path of an index.ts
 * @returns {{ name: string, path: string, line: number, documented: boolean }[]}
 */
export function promisedBy(read, index) {
  const files = new Map();
  const fileOf = (path) => {
    if (!files.has(path)) files.set(path, declarationsOf(path, read(path) ?? ""));
    return files.get(path);
  };
  const found = new Map();
  const follow = (path, wanted, seen) => {
    if (seen.has(path)) return;
    const file = fileOf(path);
    for (const [name, declared] of file.declared)
      if (wanted === undefined ? declared.exported : wanted.has(name))
        found.set(`${path} ${name}`, { name, path, ...declared });
    for (const { from, names } of file.passedOn) {
      const target = posix.join(posix.dirname(path), from);
      const through =
        names === undefined
          ? wanted
          : new Set(
              names.filter(({ as }) => wanted === undefined || wanted.has(as)).map(({ local }) => local),
            );
      if (through === undefined || through.size > 0) follow(target, through, new Set([...seen, path]));
    }
  };
  follow(index, undefined, new Set());
  return [...found.values()].map(({ name, path, line, documented }) => ({ name, path, line, documented }));
}

/** What a file declares at its top, and what it passes on from others. */
function declarationsOf(path, text) {
  const { program, comments } = parseSync(path, text);
  const docs = comments.filter(({ type, value }) => type === "Block" && value.startsWith("*"));
  const lineOf = (offset) => text.slice(0, offset).split("\n").length;
  const isDocumented = (start) =>
    docs.some(({ end }) => end <= start && /^\s*$/.test(text.slice(end, start)));
  const declared = new Map();
  const passedOn = [];
  const declare = (node, start, exported) => {
    for (const name of namesOf(node)) {
      const before = declared.get(name);
      const documented = isDocumented(start) || before?.documented === true;
      declared.set(name, {
        line: before?.line ?? lineOf(start),
        documented,
        exported: exported || before?.exported === true,
      });
    }
  };
  for (const node of program.body) {
    if (node.type === "ExportAllDeclaration") passedOn.push({ from: node.source.value, names: undefined });
    else if (node.type === "ExportNamedDeclaration" && node.source)
      passedOn.push({
        from: node.source.value,
        names: node.specifiers.map(({ local, exported }) => ({ local: local.name, as: exported.name })),
      });
    else if (node.type === "ExportNamedDeclaration" && node.declaration)
      declare(node.declaration, node.start, true);
    else if (node.type === "ExportNamedDeclaration")
      for (const { local } of node.specifiers) {
        const own = declared.get(local.name);
        if (own !== undefined) declared.set(local.name, { ...own, exported: true });
      }
    else declare(node, node.start, false);
  }
  return { declared, passedOn: passedOn.filter(({ from }) => from.startsWith(".")) };
}

function namesOf(node) {
  if (node.type === "VariableDeclaration")
    return node.declarations.flatMap(({ id }) => (id.type === "Identifier" ? [id.name] : []));
  return node.id?.name === undefined ? [] : [node.id.name];
}
