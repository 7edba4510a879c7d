import { NO_HOST_SETTINGS } from "@tutti/modules";
import { expect, test } from "vitest";
import { createFolder, type Folder } from "../../testkit/folder.ts";
import { installModules } from "./install-modules.ts";

const CALL = 'module "m" {\n  source = "./m"\n}\n';

async function install(folder: Folder): Promise<readonly string[]> {
  const told: string[] = [];
  const onInstalled = ({ key, directory }: { readonly key: string; readonly directory: string }) =>
    void told.push(`${key} in ${directory}`);
  const settings = async () => NO_HOST_SETTINGS;
  await folder.until(installModules({ runtime: folder.host, upgrade: false, settings, onInstalled }));
  return told;
}

test.each<readonly [string, Readonly<Record<string, string>>, readonly string[] | undefined]>([
  ["where nothing is called", { "main.tf": "" }, undefined],
  ["of a module that is called", { "main.tf": CALL, "m/main.tf": "" }, ["", "m"]],
  ["of one that is not there", { "main.tf": CALL }, ["", "m"]],
  ["whatever else is wrong", { "main.tf": `${CALL}resource {\n}\n`, "m/main.tf": "" }, ["", "m"]],
])("the manifest %s", async (_, files, keys) => {
  const folder = await createFolder(files);
  await install(folder);
  const text = await folder.read(".terraform/modules/modules.json");
  const found = text === undefined ? undefined : JSON.parse(text).Modules;
  expect(found?.map(({ Key }: { readonly Key: string }) => Key)).toEqual(keys);
});

test("each module is told as it is installed", async () => {
  expect(await install(await createFolder({ "main.tf": CALL, "m/main.tf": "" }))).toEqual(["m in m"]);
});
