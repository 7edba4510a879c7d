resource "template_cloudinit_config" "kept" {
  gzip          = false
  base64_encode = false

  part {
    content_type = "text/cloud-config"
    content      = "#cloud-config\npackages: [nginx]\n"
  }
}

data "template_file" "hello" {
  template = "Hello $${name}!"
  vars = {
    name = "world"
  }
}

data "template_cloudinit_config" "web" {
  part {
    content_type = "text/x-shellscript"
    content      = "echo hello"
  }
}
