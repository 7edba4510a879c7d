"use strict";
// Loads the chunks of dist/ with V8's compiled code beside each, because
// compiling is half of what a short command costs. The build copies this file
// to dist/ and makes the code by running some commands with
// TUTTI_WRITE_CODE=1. Code of another version of Node is refused by V8, and
// the chunk is compiled as usual.
const { readFileSync, writeFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script } = require("node:vm");

const writing = process.env.TUTTI_WRITE_CODE === "1";
const loaded = new Map();
const scripts = new Map();

function loadChunk(id) {
  if (!id.startsWith("./")) return require(id);
  const known = loaded.get(id);
  if (known !== undefined) return known.exports;
  const filename = join(__dirname, id);
  const source = `(function(exports,require,module,__filename,__dirname){${readFileSync(filename, "utf8")}\n})`;
  const cachedData = writing ? undefined : readCode(`${filename}.code`);
  const script = new Script(source, { filename, cachedData });
  if (writing) scripts.set(`${filename}.code`, script);
  const module = { exports: {} };
  loaded.set(id, module);
  script.runInThisContext()(module.exports, loadChunk, module, filename, __dirname);
  return module.exports;
}

function readCode(path) {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // this chunk was not met when the code was made
  }
}

loadChunk.resolve = require.resolve;
if (writing) {
  process.on("exit", () => {
    for (const [path, script] of scripts) writeFileSync(path, script.createCachedData());
  });
}

module.exports = { loadChunk };
