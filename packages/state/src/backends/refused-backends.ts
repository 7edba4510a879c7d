const ELSEWHERE =
  'keeps states where <Tutti> has no client of its own; that store answers as S3 does as well: use backend "s3" with its address in "endpoints", and bring the state over by "state pull" with the program that wrote it and "<tutti> state push"';
const HCP =
  'keeps states in HCP Terraform, which <Tutti> does not ask: choose another backend, and bring the state over by "state pull" with the program that wrote it and "<tutti> state push"';
const REMOVED = "is not supported in Terraform v1.3 or later";

/** Backends that Terraform has or had, and what to do instead. */
const REFUSED: ReadonlyMap<string, string> = new Map([
  ...["cos", "oci", "oss"].map((type): [string, string] => [type, ELSEWHERE]),
  ...["cloud", "remote"].map((type): [string, string] => [type, HCP]),
  ["inmem", 'forgets its states with the process, for tests of Terraform itself: use backend "local"'],
  ["azure", 'name has been removed, please use "azurerm"'],
  ...["artifactory", "etcd", "etcdv3", "manta", "swift"].map((type): [string, string] => [type, REMOVED]),
]);

/** Why a backend is not there, in one sentence; undefined where nobody ever had one of that name. */
export function backendRefusal(type: string): string | undefined {
  const why = REFUSED.get(type);
  return why === undefined ? undefined : `The "${type}" backend ${why}.`;
}
