# The talk's Docker slides, in the syntax of their time: every expression is a
# string with an interpolation, providers are named by quoted text. It plans
# with the deprecation warnings that this deserves, and runs.

variable "docker_host" {
  default = "tcp://127.0.0.1:2375"
}

provider "docker" {
  host = "${var.docker_host}"
}

provider "docker" {
  alias = "foo"
  host  = "${var.docker_host}"
}

resource "docker_image" "ubuntu" {
  name         = "ubuntu:latest"
  keep_locally = true
}

resource "docker_container" "web" {
  name    = "talk-web"
  image   = "${docker_image.ubuntu.latest}"
  command = ["sleep", "100000"]
}

# On another engine, by an alias of the provider.
resource "docker_container" "aliased" {
  provider = "docker.foo"
  name     = "talk-aliased"
  image    = "${docker_image.ubuntu.latest}"
  command  = ["sleep", "100000"]
}

# On another engine, by the resource itself.
resource "docker_container" "elsewhere" {
  host    = "${var.docker_host}"
  name    = "talk-elsewhere"
  image   = "${docker_image.ubuntu.latest}"
  command = ["sleep", "100000"]
}
