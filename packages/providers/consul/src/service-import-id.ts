/** What a service is imported by: its id, with the node before it where it is in the catalog. */
export function serviceImportId(node: string | undefined, service: string): string {
  return node === undefined ? service : `${node}/${service}`;
}

/** What an id can mean, the likeliest first: ids of services may have slashes too. */
export function serviceOfImportId(
  id: string,
): readonly { readonly node: string | undefined; readonly service: string }[] {
  const slash = id.indexOf("/");
  const own = { node: undefined, service: id };
  return slash < 0 ? [own] : [{ node: id.slice(0, slash), service: id.slice(slash + 1) }, own];
}
