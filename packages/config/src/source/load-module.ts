import { type Body, type Diagnostic, decodeSource, parseConfig, parseJsonConfig } from "@tutti/hcl";
import { type ConfigFile, decodeConfigFile } from "../decode/config-file.ts";
import { DiagnosticList } from "../diagnostic-list.ts";
import { configError } from "../errors.ts";
import { PLAIN_LANGUAGE } from "../features.ts";
import { addFile, createDraft, finishModule, refuseBackendAndCloud } from "../merge/build-module.ts";
import { overrideModule } from "../merge/override-module.ts";
import type { Module } from "../module/module.ts";
import type { MockData, MockProvider, MockSource, TestFile } from "../module/test-file.ts";
import { decodeMockFile } from "../test-file/decode-mock-provider.ts";
import { decodeTestFile } from "../test-file/decode-test-file.ts";
import { joinMockFiles, mergeMockData } from "../test-file/merge-mock-data.ts";
import { fileKind, filesThatCount, isJson, isMockFile, joinPath } from "./file-names.ts";
import { refuseVersions } from "./refuse-version.ts";
import type { SourceReader } from "./source-reader.ts";

/** What loading needs to know and to remember. */
export interface LoadContext {
  readonly reader: SourceReader;
  /** Our version, which `required_version` is compared with. */
  readonly productVersion: string | undefined;
  /** Text of every file read, by name. */
  readonly sources: Map<string, string>;
  readonly diagnostics: DiagnosticList;
  /** What `required_version` of the modules says against our version. */
  readonly refusedVersions: Diagnostic[];
  /** What the parser found, which is among the diagnostics as well. */
  readonly syntax: Set<Diagnostic>;
  /** By directory: what many calls lead to is read once, and is one module for all of them. */
  readonly modules: Map<string, ReadModule>;
}

interface ReadModule {
  readonly module: Module;
  /** Told of each call, as Terraform does. */
  readonly diagnostics: DiagnosticList;
}

/** The module in a directory, or undefined where there is no such directory; `caller` names the call that leads there. */
export async function loadModule(
  directory: string,
  context: LoadContext,
  caller: { readonly path: string; readonly source: string },
): Promise<Module | undefined> {
  const known = context.modules.get(directory);
  const read = known ?? (await readModule(directory, context, false));
  if (read === undefined) return undefined;
  context.modules.set(directory, read);
  return tellOf(read, `Module ${caller.path} (from ${caller.source})`, context);
}

/** Like `loadModule`; with query files too, if wanted, as if they were files of the module. */
export async function loadRoot(
  directory: string,
  context: LoadContext,
  withQueries: boolean,
): Promise<Module | undefined> {
  const read = await readModule(directory, context, withQueries);
  return read === undefined ? undefined : tellOf(read, "This configuration", context);
}

function tellOf({ module, diagnostics }: ReadModule, who: string, context: LoadContext): Module {
  context.refusedVersions.push(...refuseVersions(module.requiredVersions, who, context.productVersion));
  context.diagnostics.addAll(diagnostics.all);
  return module;
}

async function readModule(
  directory: string,
  context: LoadContext,
  withQueries: boolean,
): Promise<ReadModule | undefined> {
  const names = await context.reader.readDirectory(directory);
  if (names === undefined) return undefined;
  const own = new DiagnosticList();
  const draft = createDraft();
  const overrides: ConfigFile[] = [];
  const language = context.reader.language ?? PLAIN_LANGUAGE;
  const queries: ConfigFile[] = [];
  for (const name of filesThatCount(names, language)) {
    const kind = fileKind(name, language);
    if (kind === "none" || kind === "test" || (kind === "query" && !withQueries)) continue;
    const file = await loadFile(joinPath(directory, name), kind, context, own);
    if (file === undefined) continue;
    if (kind === "primary") addFile(draft, file, own);
    else (kind === "override" ? overrides : queries).push(file);
  }
  // What the module declares has its names first.
  for (const file of queries) addFile(draft, file, own);
  refuseBackendAndCloud(draft, own);
  for (const file of overrides) overrideModule(draft, file, own);
  return { module: finishModule(draft, directory, own), diagnostics: own };
}

async function loadFile(
  path: string,
  kind: "primary" | "override" | "query",
  context: LoadContext,
  diagnostics: DiagnosticList,
): Promise<ConfigFile | undefined> {
  const text = await readText(path, context, diagnostics);
  if (text === undefined) return undefined;
  const parsed = isJson(path) ? parseJsonConfig(text, path) : parseConfig(text, path);
  diagnostics.addAll(parsed.diagnostics);
  for (const found of parsed.diagnostics) context.syntax.add(found);
  return decodeConfigFile(
    parsed.body,
    {
      overriding: kind === "override",
      isQuery: kind === "query",
      language: context.reader.language ?? PLAIN_LANGUAGE,
    },
    diagnostics,
  );
}

async function readText(
  path: string,
  context: LoadContext,
  diagnostics: DiagnosticList,
): Promise<string | undefined> {
  const bytes = await context.reader.readFile(path);
  if (bytes === undefined) {
    diagnostics.error(configError("failed-to-read-file"), `The file "${path}" could not be read.`);
    return undefined;
  }
  const text = decodeSource(bytes);
  context.sources.set(path, text);
  return text;
}

/** The `.tftest.hcl` files of the root module and of its folder of tests, in the order in which they run. */
export async function loadTests(
  directory: string,
  testDirectory: string,
  context: LoadContext,
): Promise<readonly TestFile[]> {
  const files: TestFile[] = [];
  const language = context.reader.language ?? PLAIN_LANGUAGE;
  for (const folder of [".", testDirectory]) {
    const place = joinPath(directory, folder);
    for (const name of filesThatCount((await context.reader.readDirectory(place)) ?? [], language)) {
      if (fileKind(name, language) !== "test") continue;
      const path = joinPath(place, name);
      const body = await readBody(path, context);
      if (body === undefined) continue;
      const file = decodeTestFile(joinPath(folder, name), body, context.diagnostics);
      files.push(await withMockFiles(file, directory, context));
    }
    if (testDirectory === ".") break;
  }
  return files;
}

async function readBody(path: string, context: LoadContext): Promise<Body | undefined> {
  const text = await readText(path, context, context.diagnostics);
  if (text === undefined) return undefined;
  const parsed = isJson(path) ? parseJsonConfig(text, path) : parseConfig(text, path);
  context.diagnostics.addAll(parsed.diagnostics);
  return parsed.body;
}

/** Reads the folders that mocked providers name. */
async function withMockFiles(file: TestFile, directory: string, context: LoadContext): Promise<TestFile> {
  const mockProviders = new Map<string, MockProvider>();
  for (const [key, mock] of file.mockProviders) {
    const more = mock.source && (await readMockFolder(mock.source, directory, context));
    mockProviders.set(key, more === undefined ? mock : { ...mock, ...mergeMockData(mock, more) });
  }
  return { ...file, mockProviders };
}

async function readMockFolder(
  { folder, range }: MockSource,
  directory: string,
  context: LoadContext,
): Promise<MockData | undefined> {
  const place = joinPath(directory, folder);
  const names = await context.reader.readDirectory(place);
  if (names === undefined) {
    context.diagnostics.error(
      configError("mock-folder-not-read"),
      `Mock data directory ${folder} does not exist or cannot be read.`,
      range,
    );
    return undefined;
  }
  const files: MockData[] = [];
  for (const name of [...names].sort()) {
    const body = isMockFile(name) ? await readBody(joinPath(place, name), context) : undefined;
    if (body !== undefined) files.push(decodeMockFile(body, context.diagnostics));
  }
  return joinMockFiles(files, context.diagnostics);
}
