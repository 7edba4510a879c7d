/** Reading of JSON whose shape nobody promises. */

/** Undefined where it is no JSON. */
export function parseAnswer(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

/** A member of an object; undefined where it is none, or has none of that name. */
export function member(json: unknown, name: string): unknown {
  if (typeof json !== "object" || json === null || Array.isArray(json)) return undefined;
  return Object.hasOwn(json, name) ? Object.entries(json).find(([key]) => key === name)?.[1] : undefined;
}

export function memberNames(json: unknown): readonly string[] {
  return typeof json === "object" && json !== null && !Array.isArray(json) ? Object.keys(json) : [];
}

export function listMember(json: unknown, name: string): readonly unknown[] {
  const list = member(json, name);
  return Array.isArray(list) ? list : [];
}

export function textMember(json: unknown, name: string): string | undefined {
  const text = member(json, name);
  return typeof text === "string" ? text : undefined;
}

export function textsMember(json: unknown, name: string): readonly string[] {
  return listMember(json, name).filter((one) => typeof one === "string");
}
