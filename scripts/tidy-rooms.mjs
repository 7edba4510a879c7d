/** The rules of tidy that look at several files of a room at once. */
import { exportedNames, mutualImports, namesFrom } from "./import-graph.mjs";

/** Other names for what is called `testkit`; the room `simulation` is what it is named after. */
const KIT_FOLDER = /\/(test-?kits?|testing|test-support|fixtures|mocks?|fakes?)\//;
const KIT_FILE = /\/src\/(?:.*\/)?((simulated|fake|stub|mock|crash)-[^/]*|[^/]*-contract)\.ts$/;
const STARTS_BY_ITSELF =
  /\/(index|main)\.ts$|\.d\.ts$|\/bench\/|\/conformance\/|\/spec-suite\/|\/e2e\/|\.test\.ts$/;

/**
 * Two folders of a room do not import each other.
 *
 * @param {Map<string, string[]>} graph
 */
export function checkMutualImports(graph) {
  const shipped = new Map([...graph].filter(([file]) => /\/src\//.test(file) && !/\.test\.ts$/.test(file)));
  return mutualImports(shipped).map(({ folders: [one, other], there, back }) => {
    const fewer = there.length < back.length ? there : back;
    return `${fewer[0].split(" ")[0]}:1: ${one} and ${other} import each other; turn one way round: ${fewer.join(", ")}`;
  });
}

/**
 * A room that is asked through an interface is used through that alone.
 *
 * @param {Map<string, string>} texts  by path
 * @param {{ user: string, room: string, file: string, starters: string[] }[]} interfaces
 */
export function checkInterfaces(texts, interfaces) {
  return interfaces.flatMap(({ user, room, file, starters }) => {
    const promised = exportedNames(file, texts.get(file) ?? "");
    return [...texts]
      .filter(([path]) => path.startsWith(`packages/${user}/src/`) && /\.ts$/.test(path))
      .filter(([path]) => !/\.test\.ts$/.test(path) && !starters.includes(path))
      .flatMap(([path, text]) =>
        namesFrom(path, text, `@tutti/${room}`)
          .filter(({ name }) => !promised.has(name))
          .map(({ name, at }) => {
            const line = text.slice(0, at).split("\n").length;
            return `${path}:${line}: ${name} is not what ${room} offers to ${user}; ask through ${file}`;
          }),
      );
  });
}

/**
 * What tests share lies in `testkit`, outside of `src`, with a way in of its own.
 *
 * @param {Map<string, string[]>} graph
 * @param {Map<string, any>} manifests  by path
 */
export function checkTestkits(graph, manifests) {
  const findings = [];
  const importers = new Map();
  for (const [from, targets] of graph)
    for (const to of targets) importers.set(to, [...(importers.get(to) ?? []), from]);
  for (const file of graph.keys()) {
    if (KIT_FOLDER.test(file) && !file.includes("/testkit/"))
      findings.push(`${file}:1: another name for a test kit; the folder is called testkit`);
    const named = KIT_FILE.test(file) && !/^packages\/(simulation|runtime)\//.test(file);
    if (named || isForTestsOnly(file, importers.get(file) ?? []))
      findings.push(
        `${file}:1: only tests use this; it belongs in the room's testkit folder, outside of src`,
      );
  }
  for (const [path, manifest] of manifests) {
    const way = manifest.exports?.["./testkit"];
    const index = path.replace("package.json", "testkit/index.ts");
    const there = graph.has(index);
    if (there && way !== "./testkit/index.ts")
      findings.push(`${path}:1: the room has a test kit; exports lack "./testkit": "./testkit/index.ts"`);
    if (!there && way !== undefined) findings.push(`${path}:1: exports name a test kit that is not there`);
  }
  return findings;
}

function isForTestsOnly(file, importers) {
  if (!/\/src\//.test(file) || STARTS_BY_ITSELF.test(file) || importers.length === 0) return false;
  return importers.every((importer) => /\.test\.ts$|\/testkit\//.test(importer));
}
