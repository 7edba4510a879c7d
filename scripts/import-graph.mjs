/** Who imports whom among the files of a room, and what that says about its folders. */
import { posix } from "node:path";
import { parseSync } from "vite";

/** @returns {string[]} the files that a file imports by path, types included */
export function importsOf(path, text) {
  return requestsOf(path, text)
    .filter((request) => request.startsWith("."))
    .map((request) => posix.join(posix.dirname(path), request));
}

/** @returns {string[]} what stands behind `from` and in `import()`, each once */
export function requestsOf(path, text) {
  const { module } = parseSync(path, text);
  return [
    ...new Set([
      ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
      ...module.staticExports.flatMap(({ entries }) =>
        entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
      ),
      ...module.dynamicImports.map(({ moduleRequest }) =>
        text.slice(moduleRequest.start, moduleRequest.end).replace(/^["'`]|["'`]$/g, ""),
      ),
    ]),
  ];
}

/** @returns {boolean} whether a file is imported whose path is worked out: `import(path)`, `import(`./${name}`)` */
export function importsWorkedOut(path, text) {
  if (!text.includes("import(")) return false;
  const { module } = parseSync(path, text);
  return module.dynamicImports.some(
    ({ moduleRequest: { start, end } }) => !/^(["'][^"']*["']|`[^`$]*`)$/.test(text.slice(start, end)),
  );
}

/** @returns {{ name: string, at: number }[]} the names that a file imports or passes on from `request`, and where; `*` is all of them */
export function namesFrom(path, text, request) {
  const { module } = parseSync(path, text);
  const imported = module.staticImports
    .filter(({ moduleRequest }) => moduleRequest.value === request)
    .flatMap(({ start, entries }) =>
      entries.map(({ importName }) => ({ name: importName.name ?? "*", at: start })),
    );
  const passedOn = module.staticExports.flatMap(({ start, entries }) =>
    entries
      .filter(({ moduleRequest }) => moduleRequest?.value === request)
      .map(({ importName }) => ({ name: importName.name ?? "*", at: start })),
  );
  const loaded = module.dynamicImports
    .filter(
      ({ moduleRequest }) =>
        /["'`]/.test(text[moduleRequest.start]) &&
        text.slice(moduleRequest.start + 1, moduleRequest.end - 1) === request,
    )
    .map(({ start }) => ({ name: "*", at: start }));
  return [...imported, ...passedOn, ...loaded];
}

/** @returns {Set<string>} the names that a file exports */
export function exportedNames(path, text) {
  const { module } = parseSync(path, text);
  return new Set(
    module.staticExports.flatMap(({ entries }) => entries.flatMap(({ exportName }) => exportName.name ?? [])),
  );
}

/**
 * Folders beside each other of which each imports the other: neither can be
 * understood, tested or moved alone.
 *
 * @param {Map<string, string[]>} graph  file to the files that it imports, tests left out
 * @returns {{ folders: [string, string], there: string[], back: string[] }[]} with the imports as `a.ts -> b.ts`
 */
export function mutualImports(graph) {
  const between = new Map();
  for (const [from, targets] of graph)
    for (const to of targets) {
      const folders = partingFolders(from, to);
      if (folders === undefined) continue;
      const key = folders.join(" ");
      between.set(key, [...(between.get(key) ?? []), `${from} -> ${to}`]);
    }
  return [...between]
    .map(([key, there]) => ({ folders: key.split(" "), there }))
    .filter(({ folders: [one, other] }) => one < other && between.has(`${other} ${one}`))
    .map(({ folders: [one, other], there }) => ({
      folders: [one, other],
      there,
      back: between.get(`${other} ${one}`),
    }));
}

/** The two folders at which the paths of two files of one `src` part; undefined if one lies above the other. */
function partingFolders(from, to) {
  const left = from.split("/");
  const right = to.split("/");
  let at = 0;
  while (left[at] === right[at]) at += 1;
  if (at >= left.length - 1 || at >= right.length - 1) return undefined;
  if (!left.slice(0, at).includes("src")) return undefined;
  return [left.slice(0, at + 1).join("/"), right.slice(0, at + 1).join("/")];
}
