import type { ErrorKind } from "@tutti/errors";
import { STRING } from "@tutti/values";
import type { BackendDefinition, BackendProblem } from "../../backend.ts";
import { textSetting } from "../../backend-settings.ts";
import { stateError } from "../../errors.ts";
import { createLocalBackend } from "./local-backend.ts";

const EMPTY: Readonly<Record<string, ErrorKind>> = {
  path: stateError("invalid-local-state-file-path"),
  workspace_dir: stateError("invalid-local-workspace-directory-path"),
};

/** `backend "local"`: state files on this machine. */
export const LOCAL: BackendDefinition = {
  type: "local",
  arguments: [
    {
      name: "path",
      type: STRING,
      description: "The state file of the default workspace; `terraform.tfstate` where it is left out.",
    },
    {
      name: "workspace_dir",
      type: STRING,
      description: "The folder of all other workspaces; `terraform.tfstate.d` where it is left out.",
    },
  ],
  takesFileFlags: true,
  validate: (settings) =>
    Object.entries(EMPTY).flatMap(([argument, kind]): readonly BackendProblem[] =>
      textSetting(settings, argument) === ""
        ? [{ ...kind, detail: `The "${argument}" attribute value must not be empty.`, argument }]
        : [],
    ),
  create: ({ runtime, reader, files, seal, history, index }, settings) =>
    createLocalBackend(
      runtime,
      reader,
      { path: textSetting(settings, "path"), workspaceDirectory: textSetting(settings, "workspace_dir") },
      files,
      { seal, history, index },
    ),
};
