/** Takes a state file apart while it is read: what is small as trees, what is large as what it becomes. */

import { formatResource } from "@tutti/addresses";
import { type Json, JsonSyntaxError, type JsonVisitor, parseJson } from "@tutti/values";
import { AddressListBuilder } from "./address-list.ts";
import { compactText } from "./compact-text.ts";
import { type InstanceMembers, ResourceReader } from "./format4-resource.ts";
import { compactJson } from "./json-layout.ts";
import { Refusal } from "./refusal.ts";
import { shareAscii, shareText } from "./shared-text.ts";
import type { ResourceState } from "./state.ts";

/** Where a value stands; containers in between are gone into, all others come whole. */
type Place = "document" | "root" | "resources" | "resource" | "instances" | "instance" | "dependencies";

/** What is gone into at a place: a list of that name, or each object of a list. */
const WITHIN: Readonly<Record<Place, { readonly name?: string; readonly place: Place } | undefined>> = {
  document: { place: "root" },
  root: { name: "resources", place: "resources" },
  resources: { place: "resource" },
  resource: { name: "instances", place: "instances" },
  instances: { place: "instance" },
  instance: { name: "dependencies", place: "dependencies" },
  dependencies: undefined,
};

const AROUND: Readonly<Record<Place, Place>> = {
  document: "document",
  root: "document",
  resources: "root",
  resource: "resources",
  instances: "resource",
  instance: "instances",
  dependencies: "instance",
};

/** A list that holds what it must not: of another type than any of them. */
const WRONG_LIST: Json = [null];

export class StateMembers implements JsonVisitor {
  /** Members of the file but for `resources`; a document that is no object is `whole`. */
  readonly root: Record<string, Json> = Object.create(null);
  whole: Json | undefined;
  /** By the text of the resource's address. */
  resources = new Map<string, ResourceState>();
  /** The first that was found wrong in a resource. */
  refusal: Refusal | undefined;
  #place: Place = "document";
  #name = "";
  #resource = new ResourceReader();
  #json: Record<string, Json> = Object.create(null);
  #attributesJson: string | undefined;
  #dependencies: AddressListBuilder | undefined;

  open(kind: "object" | "array"): "in" | "whole" {
    const within = WITHIN[this.#place];
    const fits =
      within !== undefined &&
      (within.name === undefined ? kind === "object" : kind === "array" && this.#name === within.name);
    if (!fits) return "whole";
    this.#place = within.place;
    this.#begin();
    return "in";
  }

  #begin(): void {
    switch (this.#place) {
      case "resources":
        this.#beginResources();
        return;
      case "resource":
        this.#resource = new ResourceReader();
        return;
      case "instances":
        this.#resource.beginInstances();
        return;
      case "instance":
        this.#json = Object.create(null);
        this.#attributesJson = undefined;
        this.#dependencies = undefined;
        return;
      case "dependencies":
        delete this.#json.dependencies;
        this.#dependencies = new AddressListBuilder();
        return;
    }
  }

  /** Of repeated members the last counts. */
  #beginResources(): void {
    delete this.root.resources;
    this.resources = new Map();
    this.refusal = undefined;
  }

  close(): void {
    if (this.#place === "resource") this.#endResource();
    if (this.#place === "instance") this.#resource.add(this.#instance());
    this.#place = AROUND[this.#place];
  }

  #instance(): InstanceMembers {
    const dependencies = this.#json.dependencies === undefined ? this.#dependencies?.end() : undefined;
    return { json: this.#json, attributesJson: this.#attributesJson, dependencies };
  }

  #endResource(): void {
    try {
      const resource = this.#resource.end((address) => this.resources.get(formatResource(address)));
      this.resources.set(formatResource(resource.address), resource);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refusal ??= error;
    }
  }

  name(name: string): void {
    this.#name = name;
  }

  value(text: string): void {
    if (this.#place === "instance" && this.#name === "attributes") {
      this.#attributesJson = readAttributes(text);
      return;
    }
    const json = treeOf(text);
    switch (this.#place) {
      case "document":
        this.whole = json;
        return;
      case "root":
        if (this.#name === "resources") this.#beginResources();
        this.root[this.#name] = json;
        return;
      case "resources":
        this.root.resources = WRONG_LIST;
        return;
      case "resource":
        if (this.#name === "instances") this.#resource.beginInstances();
        this.#resource.json[this.#name] = json;
        return;
      case "instances":
        this.#resource.json.instances = WRONG_LIST;
        return;
      case "instance":
        this.#json[this.#name] = json;
        return;
      case "dependencies":
        if (typeof json === "string") this.#dependencies?.push(shareText(json));
        else this.#json.dependencies = WRONG_LIST;
        return;
    }
  }

  ascii(piece: Uint8Array, from: number, to: number): boolean {
    if (this.#place !== "dependencies") return false;
    this.#dependencies?.push(shareAscii(piece, from, to));
    return true;
  }
}

/** The attributes of an object as they are kept; undefined where there are none. */
export function readAttributes(text: string): string | undefined {
  const compact = text === "null" ? undefined : compactText(text);
  if (compact !== undefined) return compact;
  const json = treeOf(text);
  return json === null ? undefined : compactJson(json);
}

/** The scanner has seen that it is JSON; what it lets pass and the parser does not is there as nothing. */
function treeOf(text: string): Json {
  const parsed = parseJson(text);
  return parsed instanceof JsonSyntaxError ? null : parsed;
}
