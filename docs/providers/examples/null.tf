resource "null_resource" "again" {
  triggers = {
    version = "2"
  }
}

data "null_data_source" "pair" {
  inputs = {
    a = "b"
  }
}
