"use strict";
// Loads the chunks of a bundle with V8's compiled code beside each, because
// compiling is half of what a short command costs. For the commands that are
// used most all chunks lie in one pack with one piece of code: opening forty
// files costs as much as running what is in them. The build copies this file to
// dist/ and makes packs and code by running some commands, with
// TUTTI_WRITE_PACK and then TUTTI_WRITE_CODE. Code of another version of Node
// is refused by V8, and the text is compiled as usual.
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const writing = process.env.TUTTI_WRITE_CODE === "1";
const packName = process.env.TUTTI_WRITE_PACK;
const scripts = new Map();
const texts = new Map();

/**
 * Opens the bundle in a folder: gives what loads a chunk by its id. `command`
 * says which pack may help; `part` loads what is no chunk (Node's own modules
 * and the packages of scripts/program-parts.mjs).
 */
function openBundle({ folder, command, part }) {
  const loaded = new Map();
  const packed = packName === undefined ? readPack(folder, command) : {};
  function loadChunk(id) {
    if (!id.startsWith("./")) return part(id);
    const known = loaded.get(id);
    if (known !== undefined) return known.exports;
    const module = { exports: {} };
    loaded.set(id, module);
    const filename = join(folder, id);
    const run = packed[id] ?? compile(filename, chunkText(id, filename));
    run(module.exports, loadChunk, module, filename, folder);
    return module.exports;
  }
  loadChunk.resolve = part.resolve;
  return loadChunk;
}

function chunkText(id, filename) {
  const text = `(function(exports,require,module,__filename,__dirname){${readFileSync(filename, "utf8")}\n})`;
  if (packName !== undefined) texts.set(id, text);
  return text;
}

/** All chunks of a command, by id; nothing where it has no pack. */
function readPack(folder, command) {
  if (command === undefined || !/^[a-z]+$/.test(command)) return {};
  const filename = join(folder, `pack-${command}.js`);
  const text = read(filename, "utf8");
  return text === undefined ? {} : compile(filename, text);
}

function compile(filename, text) {
  const cachedData = writing ? undefined : read(`${filename}.code`);
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

if (writing) {
  process.on("exit", () => {
    for (const [path, script] of scripts) writeFileSync(path, script.createCachedData());
  });
}
if (packName !== undefined) {
  process.on("exit", () => {
    const entries = Array.from(texts, ([id, text]) => `${JSON.stringify(id)}:${text}`);
    writeFileSync(join(__dirname, `pack-${packName}.js`), `({${entries.join(",\n")}})`);
  });
}

module.exports = { openBundle };
