/** The release of Consul whose API this is. */
export const COMPATIBLE_VERSION = "1.9.8";

/** The check that says that gossip reaches a node. */
export const SERF_CHECK_ID = "serfHealth";
