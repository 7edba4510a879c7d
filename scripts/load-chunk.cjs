"use strict";
// Loads the chunks of a bundle with V8's compiled code beside each, because
// compiling is half of what a short command costs. For the commands that are
// used most all chunks lie in one pack with one piece of code: opening forty
// files costs as much as running what is in them. The build copies this file to
// dist/ and runs such commands, with TUTTI_TELL_CHUNKS to learn what is in a
// pack and then with TUTTI_WRITE_CODE. Code of another version of Node is
// refused by V8, and the text is compiled as usual. All texts are ASCII.
const { appendFileSync, readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const writing = process.env.TUTTI_WRITE_CODE === "1";
const telling = process.env.TUTTI_TELL_CHUNKS;
const scripts = new Map();

/** Commands that load what another loads, and have its pack. */
const PACKS = new Map([
  ["destroy", "apply"],
  ["refresh", "apply"],
]);
/** Node's own modules that every command has loaded before it begins, or that all need at once. */
const THERE = new Set(["node:fs", "node:os", "node:path", "node:process", "node:url"]);

/**
 * Opens the bundle in a folder: gives what loads a chunk by its id. `command`
 * says which pack may help; `part` loads what is no chunk (Node's own modules
 * and the packages of scripts/program-parts.mjs).
 */
function openBundle({ folder, command, part }) {
  restoreFlags();
  const loaded = new Map();
  const packed = telling === undefined ? readPack(folder, command) : {};
  function loadChunk(id) {
    const known = loaded.get(id);
    if (known !== undefined) return known.exports;
    if (!id.startsWith("./")) {
      const exports = isLate(id) ? loadLate(() => part(id)) : part(id);
      loaded.set(id, { exports });
      return exports;
    }
    const module = { exports: {} };
    loaded.set(id, module);
    const filename = join(folder, id);
    if (telling !== undefined) appendFileSync(telling, `${id}\n`);
    const run = packed[id] ?? compile(filename, `${HEAD}${readFileSync(filename, "latin1")}\n})`);
    run(module.exports, loadChunk, module, filename, folder);
    return module.exports;
  }
  loadChunk.resolve = part.resolve;
  return loadChunk;
}

const HEAD = "(function(exports,require,module,__filename,__dirname){";

/** All chunks of a command, by id; nothing where it has no pack. */
function readPack(folder, command) {
  if (command === undefined || !/^[a-z]+$/.test(command)) return {};
  const filename = join(folder, `pack-${PACKS.get(command) ?? command}.js`);
  const text = read(filename, "latin1");
  return text === undefined ? {} : compile(filename, text);
}

function compile(filename, text) {
  const cachedData = read(`${filename}.code`);
  const script = new Script(text, { filename, cachedData });
  if (writing) scripts.set(`${filename}.code`, script);
  return script.runInThisContext();
}

function read(path, encoding) {
  try {
    return readFileSync(path, encoding);
  } catch {
    return undefined; // not made, or not met when the code was made
  }
}

const isLate = (id) => id.startsWith("node:") && !THERE.has(id);

/** One of Node's own modules, loaded when something of it is asked for: `node:crypto` alone takes 2 ms. */
function loadLate(load) {
  return new Proxy(
    {},
    {
      get: (_, name) => load()[name],
      has: (_, name) => name in load(),
      ownKeys: () => Reflect.ownKeys(load()),
      getOwnPropertyDescriptor: (_, name) => {
        const found = Reflect.getOwnPropertyDescriptor(load(), name);
        return found === undefined ? undefined : { ...found, configurable: true };
      },
    },
  );
}

/**
 * V8 takes compiled code only under the flags that it was made under. How large
 * the heap may be (often in NODE_OPTIONS) was read when the process began, so
 * that flag can be set back, and the heap stays what was asked for.
 */
function restoreFlags() {
  const options = `${process.env.NODE_OPTIONS ?? ""} ${process.execArgv.join(" ")}`;
  for (const [, name] of options.matchAll(/--(max[-_](?:old|semi)[-_]space[-_]size)\b/g))
    require("node:v8").setFlagsFromString(`--${name}=0`);
}

if (writing) {
  process.on("exit", () => {
    for (const [path, script] of scripts) writeFileSync(path, script.createCachedData());
  });
}

module.exports = { openBundle };
