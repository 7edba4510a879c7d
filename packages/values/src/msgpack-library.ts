/** What is used of the library; by names, which is how a bundle finds them in a package of the older kind of modules. */

export { DecodeError, decode, Encoder, ExtData } from "@msgpack/msgpack";
