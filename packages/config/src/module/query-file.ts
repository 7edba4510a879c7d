/** `.tfquery.hcl` and `.tfquery.json`: what `query` reads beside the root module. */
const QUERY_FILE = /\.tfquery\.(?:hcl|json)$/;

/** True where `list` is a name of its own, and no type of resource. */
export function isQueryFile(name: string): boolean {
  return QUERY_FILE.test(name);
}
