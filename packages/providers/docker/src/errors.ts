import { declareErrors } from "@tutti/errors";

/** The kinds of errors that this room makes. */
export const dockerError = declareErrors({
  "build-context-not-found": "Build context not found",
  "build-context-too-large": "Build context too large",
  "cannot-reach-the-docker-engine": "Cannot reach the Docker Engine",
  "command-not-found-in-the-image": "Command not found in the image",
  "container-exited-at-once": "Container exited at once",
  "container-has-no-health-check": "Container has no health check",
  "container-is-not-healthy": "Container is not healthy",
  "container-name-in-use": "Container name in use",
  "container-was-not-removed": "Container was not removed",
  "docker-host-not-known-yet": "Docker host not known yet",
  "dockerfile-not-found": "Dockerfile not found",
  "image-build-failed": "Image build failed",
  "image-in-use": "Image in use",
  "image-not-found": "Image not found",
  "invalid-container-configuration": "Invalid container configuration",
  "invalid-docker-host": "Invalid Docker host",
  "network-in-use": "Network in use",
  "network-name-in-use": "Network name in use",
  "network-not-found": "Network not found",
  "no-space-left-on-the-engines-disk": "No space left on the engine's disk",
  "subnet-in-use": "Subnet in use",
  "volume-in-use": "Volume in use",
  "volume-name-in-use": "Volume name in use",
});
