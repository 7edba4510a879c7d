resource "docker_image" "web" {
  name = "nginx:1.27"
}

resource "docker_network" "inside" {
  name = "inside"
}

resource "docker_volume" "pages" {
  name = "pages"
}

resource "docker_container" "web" {
  name  = "web"
  image = docker_image.web.image_id

  ports {
    internal = 80
    external = 8080
  }

  networks_advanced {
    name = docker_network.inside.name
  }

  volumes {
    volume_name    = docker_volume.pages.name
    container_path = "/usr/share/nginx/html"
  }

  healthcheck {
    test     = ["CMD", "wget", "-q", "-O", "-", "http://127.0.0.1/"]
    interval = "5s"
  }
}

data "docker_image" "web" {
  name = docker_image.web.name
}

data "docker_network" "bridge" {
  name = "bridge"
}

action "docker_exec" "reload" {
  config {
    container = docker_container.web.id
    command   = ["nginx", "-s", "reload"]
  }
}
