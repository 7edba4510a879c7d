/** Functions on files and their paths. */

import {
  BOOL,
  boolValue,
  FuncError,
  STRING,
  setType,
  setValue,
  stringValue,
  type Value,
} from "@tutti/values";
import { type Args, define, type FunctionGroup, textParam } from "../define.ts";
import { decodeUtf8, encodeBase64 } from "../encoding/base64.ts";
import { redact } from "../redact.ts";
import type { FunctionScope } from "../scope.ts";
import { glob } from "./glob.ts";
import { baseName, cleanPath, directoryName, expandHome, joinPath } from "./path.ts";
import { readFileArgument, reasonOf, resolvePath } from "./read-file.ts";

/** Functions that read the disk, or only compute with paths. */
export function filesystemFunctions(scope: FunctionScope): FunctionGroup {
  const markedPath = textParam("path", { allowMarked: true });
  return {
    abspath: onPath("The path from the root of the disk.", (path) =>
      stringValue(path.startsWith("/") ? cleanPath(path) : joinPath(scope.workingDirectory, path)),
    ),
    basename: onPath("The last part of a path.", (path) => stringValue(baseName(path))),
    dirname: onPath("A path without its last part.", (path) => stringValue(directoryName(path))),
    file: define({
      description: "The text of a file.",
      params: [markedPath],
      returns: STRING,
      call: (args) => file(scope, args.value(0)),
    }),
    filebase64: define({
      description: "The bytes of a file, in Base64.",
      params: [markedPath],
      returns: STRING,
      call: (args) => {
        const path = args.value(0);
        const bytes = readFileArgument(scope, path.asString, path.marks);
        return bytes instanceof FuncError ? bytes : stringValue(encodeBase64(bytes)).withMarks(path.marks);
      },
    }),
    fileexists: define({
      description: "True if there is a file at the path.",
      params: [markedPath],
      returns: BOOL,
      call: (args) => fileexists(scope, args.value(0)),
    }),
    fileset: define({
      description: "The paths of the files that a pattern matches.",
      params: [markedPath, textParam("pattern", { allowMarked: true })],
      returns: setType(STRING),
      call: (args) => fileset(scope, args),
    }),
    pathexpand: onPath("A path with the home folder in place of ~.", (path) => {
      const expanded = expandHome(path, scope.home);
      return expanded === undefined
        ? new FuncError("cannot expand user-specific home dir")
        : stringValue(expanded);
    }),
  };
}

function onPath(description: string, change: (path: string) => Value | FuncError): FunctionGroup[string] {
  return define({
    description,
    params: [textParam("path")],
    returns: STRING,
    call: (args) => change(args.text(0)),
  });
}

/** The text of a file as `file` gives it; templates are read with it too. */
export function file(scope: FunctionScope, path: Value): Value | FuncError {
  const bytes = readFileArgument(scope, path.asString, path.marks);
  if (bytes instanceof FuncError) return bytes;
  const text = decodeUtf8(bytes);
  if (text === undefined) {
    return new FuncError(
      `contents of ${redact(path.asString, path.marks)} are not valid UTF-8; use the filebase64 function to obtain the Base64 encoded contents or the other file functions (e.g. filemd5, filesha256) to obtain file hashing results instead`,
    );
  }
  return stringValue(text).withMarks(path.marks);
}

function fileexists(scope: FunctionScope, path: Value): Value | FuncError {
  const resolved = resolvePath(scope, path.asString);
  if (resolved instanceof FuncError) return resolved;
  const shown = redact(resolved, path.marks);
  try {
    const kind = scope.files.stat(resolved)?.kind;
    if (kind === "directory") return new FuncError(`${shown} is a directory, not a file`);
    if (kind === "other") return new FuncError(`${shown} is not a regular file`);
    return boolValue(kind === "file").withMarks(path.marks);
  } catch (error) {
    reasonOf(error);
    return new FuncError(`failed to stat ${shown}`);
  }
}

function fileset(scope: FunctionScope, args: Args): Value | FuncError {
  const [folder, pattern] = [args.value(0), args.value(1)];
  const given = folder.asString;
  const base = given.startsWith("/") ? given : joinPath(scope.baseDirectory, given);
  const whole = joinPath(base, pattern.asString);
  const matches = glob(scope.files, whole);
  if (matches === undefined) {
    const shown = redact(whole, folder.marks, pattern.marks);
    return new FuncError(`failed to glob pattern ${shown}: syntax error in pattern`);
  }
  const files = matches.filter((match) => scope.files.stat(match)?.kind === "file");
  const names = files.map((match) => stringValue(relativePath(cleanPath(base), match)));
  return setValue(STRING, names).withMarks(folder.marks).withMarks(pattern.marks);
}

function relativePath(base: string, path: string): string {
  if (base === ".") return path;
  const prefix = base === "/" ? "/" : `${base}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}
