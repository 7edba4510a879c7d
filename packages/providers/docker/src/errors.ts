import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const dockerError = declareErrors({
  /** The folder of an image's build is not there. Correct `context`. */
  "build-context-not-found": "Build context not found",
  /** The folder of an image's build is larger than is sent. Leave files out by `.dockerignore`. */
  "build-context-too-large": "Build context too large",
  /** No engine answers at the address. Start it, or say where one listens: the argument `host` or `DOCKER_HOST`. */
  "cannot-reach-the-docker-engine": "Cannot reach the Docker Engine",
  /** A command that was run in a container ended with another status than 0; its last output stands in the message. */
  "command-failed": "Command failed",
  /** The image does not have the program that the container shall run. Correct `command` or `entrypoint`. */
  "command-not-found-in-the-image": "Command not found in the image",
  /** The container's program ended as soon as it began; its last output stands in the message. Mend the program or its arguments, or set `must_run = false` for one that shall end. */
  "container-exited-at-once": "Container exited at once",
  /** `wait` was asked for, and the image has no health check. Add a `healthcheck` block, or take `wait` away. */
  "container-has-no-health-check": "Container has no health check",
  /** The container did not get well in time; its last output stands in the message. Mend it, or give it more time. */
  "container-is-not-healthy": "Container is not healthy",
  /** There is a container of this name that is not in the state. Remove or import it, or choose another name. */
  "container-name-in-use": "Container name in use",
  /** The engine still has the container. Look why, and run destroy again. */
  "container-was-not-removed": "Container was not removed",
  /** The `host` of the provider depends on something that only apply will know. Apply that first, with `-target`. */
  "docker-host-not-known-yet": "Docker host not known yet",
  /** The Dockerfile of an image's build is not there. Correct `dockerfile`. */
  "dockerfile-not-found": "Dockerfile not found",
  /** A step of the image's build failed; what it wrote stands in the message. Mend the Dockerfile. */
  "image-build-failed": "Image build failed",
  /** Containers still use the image. Remove them, or set `keep_locally = true`. */
  "image-in-use": "Image in use",
  /** The registry has no such image, or does not show it. Correct the name, or log in. */
  "image-not-found": "Image not found",
  /** A container has settings that exclude each other or cannot be. Correct them; the message says which. */
  "invalid-container-configuration": "Invalid container configuration",
  /** The address of the engine cannot be understood. Write `unix:///path` or `tcp://host:port`. */
  "invalid-docker-host": "Invalid Docker host",
  /** Containers that are not in the configuration still are on the network. Disconnect or remove them. */
  "network-in-use": "Network in use",
  /** There is a network of this name that is not in the state. Remove or import it, or choose another name. */
  "network-name-in-use": "Network name in use",
  /** The engine has no network of this name. Declare it and refer to its name. */
  "network-not-found": "Network not found",
  /** The engine's disk is full. Free some space, for example by `docker system prune`. */
  "no-space-left-on-the-engines-disk": "No space left on the engine's disk",
  /** Another network has this range of addresses. Choose another one. */
  "subnet-in-use": "Subnet in use",
  /** Containers that are not in the configuration still use the volume. Remove them. */
  "volume-in-use": "Volume in use",
  /** There is a volume of this name that is not in the state. Remove or import it, or choose another name. */
  "volume-name-in-use": "Volume name in use",
});
